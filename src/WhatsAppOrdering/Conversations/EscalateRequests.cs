using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root for requests to an approver that Meta will not deliver: the next approver is asked in his place; when none is left,
/// the request is a dead letter that rings, since an order holds credit that nobody can confirm.
/// </summary>
public sealed partial class EscalateRequests(Transactions transactions, ILogger<EscalateRequests> log)
{
    private const int PageSize = 100;
    private static readonly Counter<long> Unreached = ConversationsMeter.Meter.CreateCounter<long>("requests.unreached");

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var found = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => FindAsync(db, token), ct);
        var failures = new List<Exception>();
        foreach (var request in found)
        {
            try
            {
                var fate = await transactions.RunWithRetryAsync(Pool.Jobs, (EscalateRequest escalate, CancellationToken token) => escalate.ExecuteAsync(request, token), ct);
                if (fate == Escalation.Nobody)
                {
                    Unreached.Add(1);
                    LogNobody(request.OrderId, request.WholesalerId, request.ErrorCode);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException && !Outage.Is(error))
            {
                LogFailed(error, request.OrderId);
                failures.Add(error);
            }
        }

        return failures.Count == 0 ? found.Count : throw new AggregateException($"{failures.Count} requests could not go to the next approver.", failures);
    }

    private static Task<List<UndeliveredRequest>> FindAsync(OrderingDb db, CancellationToken ct) =>
        db.Database.SqlQuery<UndeliveredRequest>($"""
            select phone_number_id as "PhoneNumberId", id as "Id", wholesaler_id as "WholesalerId", order_id as "OrderId", error_code as "ErrorCode" from outbox
            where state in ('Failed', 'Dead') and escalation is null and in_reply_to is null and reply in ('order_request', 'approval_request')
            order by id limit {PageSize}
            """).ToListAsync(ct);

    [LoggerMessage(Level = LogLevel.Error, Message = "The request of order {OrderId} could not go to the next approver; the next run tries again.")]
    private partial void LogFailed(Exception error, Guid orderId);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The request of order {OrderId} reached none of the approvers of wholesaler {WholesalerId} (Meta's code {Code}): it holds credit, and nobody was asked.")]
    private partial void LogNobody(Guid orderId, Guid wholesalerId, int? code);
}

/// <summary>A request that Meta will not deliver.</summary>
/// <param name="Id">Of its row in the outbox.</param>
/// <param name="ErrorCode">Meta's.</param>
public sealed record UndeliveredRequest(string PhoneNumberId, long Id, Guid WholesalerId, Guid OrderId, int? ErrorCode);
