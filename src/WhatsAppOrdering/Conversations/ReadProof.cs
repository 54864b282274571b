using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>All that stands behind an order: the messages that led to it, the decisions, the entries with their hashes, the replies.</summary>
public sealed class ReadProof(OrderingDb db, ReadOrders orders, ReadCartTalk talk, IOptions<ReplyOptions> options)
{
    /// <returns>Null when this wholesaler has no such order.</returns>
    public async Task<Proof?> ExecuteAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct)
    {
        if (await orders.FindAsync(wholesaler, id, ct) is not { } order)
        {
            return null;
        }

        var replies = await db.Outbox.AsNoTracking()
            .Where(row => row.WholesalerId == wholesaler && row.OrderId == id).OrderBy(row => row.Id).ToListAsync(ct);
        var answered = replies.Select(row => row.InReplyTo).OfType<string>().ToList();
        var messages = await db.Inbox.AsNoTracking()
            .Where(message => message.PhoneNumberId == order.PhoneNumberId && answered.Contains(message.DedupeKey))
            .OrderBy(message => message.Arrival).ToListAsync(ct);
        var yes = replies.Find(row => row.PersonId == order.PlacedBy && row.Reply is ReplyNames.OrderPlaced or ReplyNames.ApprovalAsked && row.InReplyTo is not null);
        var before = yes is null ? [] : await talk.ExecuteAsync(order, yes, ct);
        var said = before.Select(one => one.Answer).OfType<OutboxRow>().Concat(replies).DistinctBy(row => row.Id).OrderBy(row => row.Id).ToList();
        var entries = await db.Ledger.AsNoTracking()
            .Where(entry => entry.WholesalerId == wholesaler && entry.OrderId == id).OrderBy(entry => entry.Seq).ToListAsync(ct);
        var decisions = await DecisionsAsync(order, ct);
        var sound = await db.Database.SqlQuery<bool>($"""
            select coalesce(bool_and(e.hash = ledger_hash(e, l.currency_digits)), true) as "Value"
            from ledger_entry e join credit_line l on l.wholesaler_id = e.wholesaler_id and l.id = e.line_id
            where e.wholesaler_id = {wholesaler.Value} and e.order_id = {id.Value}
            """).SingleAsync(ct);
        return new Proof(
            OrderBody.Of(order),
            [.. before.Select(one => one.Message).Concat(messages).DistinctBy(message => message.DedupeKey).OrderBy(message => message.Arrival).Select(message => new ProofMessage(message.DedupeKey, message.Type, message.SentAt, message.ReceivedAt, message.HandledAt, Text(message.Raw)))],
            [.. decisions.Select(decision => new ProofDecision(decision.Scope, decision.Key, decision.CreatedAt, JsonSerializer.Deserialize<JsonElement>(decision.Answer!)))],
            [.. entries.Select(entry => new ProofEntry(
                entry.Seq, entry.Kind, entry.Amount, entry.UsedAfter, entry.HeldAfter, entry.LimitAt, entry.Actor, entry.Reason, entry.At,
                Convert.ToHexStringLower(entry.PreviousHash), Convert.ToHexStringLower(entry.Hash)))],
            sound,
            [.. said.Select(row => new ProofReply(
                row.Reply, row.Route, row.Wamid, row.State.ToString(), row.CreatedAt, row.AcceptedAt, row.SentAt, row.DeliveredAt, row.ReadAt, row.FailedAt, row.Error,
                row.PriceCategory, row.PriceType, JsonSerializer.Deserialize<JsonElement>(row.Facts)))],
            MessageCost.Of(said, options.Value));
    }

    /// <summary>The order's own; its cart's, refused ones too; and for an order that asked for approval the refusal, which has another id.</summary>
    private async Task<List<CreditDecision>> DecisionsAsync(Order order, CancellationToken ct)
    {
        var cart = order.CartId is { } id ? $"{id:N}." : null;
        var refusedAt = order.Transitions.Exists(change => change is { Seq: 1, ToStatus: OrderStatus.AwaitingApproval }) ? order.PlacedAt : (DateTimeOffset?)null;
        return await db.Set<CreditDecision>().FromSql($"""
            select d.* from credit_decision d where d.wholesaler_id = {order.WholesalerId.Value} and d.order_id = {order.Id.Value}
            union
            select d.* from credit_decision d where d.wholesaler_id = {order.WholesalerId.Value} and d.scope = 'cart' and starts_with(d.key, {cart}::text)
            union
            select d.* from credit_decision d where d.wholesaler_id = {order.WholesalerId.Value} and d.line_id = {order.LineId.Value}
                and d.created_at between {refusedAt}::timestamptz - interval '1 hour' and {refusedAt}::timestamptz
                and (d.answer::jsonb ->> 'at')::timestamptz = {refusedAt}::timestamptz and d.answer::jsonb ->> 'outcome' = 'DECLINED'
            """).AsNoTracking().OrderBy(decision => decision.CreatedAt).ToListAsync(ct);
    }

    /// <summary>What Meta sent, as it came; bytes that are no UTF-8 show as such.</summary>
    private static string Text(byte[] raw) => Encoding.UTF8.GetString(raw);
}

/// <summary>What one shows in a dispute.</summary>
/// <param name="HashesHold">Each entry's hash was made anew from its fields and agreed.</param>
public sealed record Proof(
    OrderBody Order, IReadOnlyList<ProofMessage> Messages, IReadOnlyList<ProofDecision> Decisions, IReadOnlyList<ProofEntry> Entries, bool HashesHold,
    IReadOnlyList<ProofReply> Replies, MessageCost Cost);

/// <param name="Raw">The message as Meta sent it.</param>
public sealed record ProofMessage(string Id, string? Type, DateTimeOffset? SentAt, DateTimeOffset ReceivedAt, DateTimeOffset? HandledAt, string Raw);

public sealed record ProofDecision(string Scope, string Key, DateTimeOffset At, JsonElement Answer);

public sealed record ProofEntry(
    long Seq, string Kind, decimal Amount, decimal UsedAfter, decimal HeldAfter, decimal LimitAt, string Actor, string? Reason, DateTimeOffset At,
    string PreviousHash, string Hash);

public sealed record ProofReply(
    string Reply, string? Route, string? Wamid, string State, DateTimeOffset CreatedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? SentAt,
    DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? FailedAt, string? Error, string? PriceCategory, string? PriceType, JsonElement Facts);
