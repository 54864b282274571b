using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
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
        var found = await transactions.RunAsync(Pool.Jobs, FindAsync, ct);
        foreach (var request in found)
        {
            var fate = await transactions.RunWithRetryAsync(Pool.Jobs, (services, token) => EscalateAsync(services, request, token), ct);
            if (fate == Escalation.Nobody)
            {
                Unreached.Add(1);
                LogNobody(request.OrderId, request.WholesalerId, request.ErrorCode);
            }
        }

        return found.Count;
    }

    private static Task<List<Request>> FindAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<OrderingDb>().Database.SqlQuery<Request>($"""
            select phone_number_id as "PhoneNumberId", id as "Id", wholesaler_id as "WholesalerId", order_id as "OrderId", error_code as "ErrorCode" from outbox
            where state in ('Failed', 'Dead') and escalation is null and in_reply_to is null and reply in ('order_request', 'approval_request')
            order by id limit {PageSize}
            """).ToListAsync(ct);

    private static async Task<Escalation?> EscalateAsync(IServiceProvider services, Request request, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var locked = await services.GetRequiredService<OrderLock>().TakeAsync(new WholesalerId(request.WholesalerId), new OrderId(request.OrderId), ct);
        var row = (await db.Outbox.FromSql($"""
            select * from outbox where phone_number_id = {request.PhoneNumberId} and id = {request.Id}
                and state in ('Failed', 'Dead') and escalation is null for no key update
            """).ToListAsync(ct)).SingleOrDefault();
        if (row is null)
        {
            return null;
        }

        row.Escalation = locked is { IsOverdue: false, Order: { Status: OrderStatus.Placed or OrderStatus.AwaitingApproval } order }
            ? await AskNextAsync(services, row, order, ct)
            : Escalation.TooLate;
        await services.GetRequiredService<Outbox>().SaveAsync(ct);
        return row.Escalation;
    }

    /// <summary>The same facts to the next approver who has not been asked.</summary>
    private static async Task<Escalation> AskNextAsync(IServiceProvider services, OutboxRow row, Order order, CancellationToken ct)
    {
        var asked = await services.GetRequiredService<OrderingDb>().Outbox.AsNoTracking()
            .Where(other => other.OrderId == order.Id && other.Reply == row.Reply)
            .Select(other => new { other.PhoneNumberId, other.PersonId }).ToListAsync(ct);
        var approvers = await services.GetRequiredService<OrderNews>().ApproversAsync(order, ct);
        var next = approvers.Where(key => !asked.Exists(one => one.PhoneNumberId == key.PhoneNumberId && one.PersonId == key.Person)).ToList();
        if (next.Count == 0)
        {
            // He who was asked after this one may have it: then it is his answer that is waited for.
            return await AnyUnderWayAsync(services, row, order, ct) ? Escalation.NextApprover : Escalation.Nobody;
        }

        services.GetRequiredService<Outbox>().Add(next[0], row.Reply, JsonElement.Parse(row.Facts), row.WholesalerId, row.OrderId);
        return Escalation.NextApprover;
    }

    private static Task<bool> AnyUnderWayAsync(IServiceProvider services, OutboxRow row, Order order, CancellationToken ct) =>
        services.GetRequiredService<OrderingDb>().Outbox.AnyAsync(
            other => other.OrderId == order.Id && other.Reply == row.Reply && other.Id != row.Id
                && other.State != OutboxState.Failed && other.State != OutboxState.Dead,
            ct);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The request of order {OrderId} reached none of the approvers of wholesaler {WholesalerId} (Meta's code {Code}): it holds credit, and nobody was asked.")]
    private partial void LogNobody(Guid orderId, Guid wholesalerId, int? code);

    private sealed record Request(string PhoneNumberId, long Id, Guid WholesalerId, Guid OrderId, int? ErrorCode);
}
