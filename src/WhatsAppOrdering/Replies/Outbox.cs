using System.Text.Json;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Where a turn puts what it owes to say. Rows commit with the decision; the root calls <see cref="SaveAsync"/> last
/// (outbox comes after every other lock).
/// </summary>
public sealed class Outbox(OrderingDb db, ReplyTemplates templates, AfterCommit afterCommit, WakeUps<ToSend> sending, ReadMarks marks)
{
    private readonly List<OutboxRow> _rows = [];

    public void Add(
        PersonKey to, string reply, object facts, WholesalerId? wholesaler = null, OrderId? order = null, string? inReplyTo = null) =>
        _rows.Add(new OutboxRow
        {
            PhoneNumberId = to.PhoneNumberId,
            PersonId = to.Person,
            Reply = reply,
            WholesalerId = wholesaler,
            OrderId = order,
            InReplyTo = inReplyTo,
            Facts = JsonSerializer.Serialize(facts, JsonSerializerOptions.Web),
            Repeat = templates.RepeatIsHarmless(reply) ? Repeat.Harmless : Repeat.Never,
        });

    /// <summary>Writes everything that this scope has changed, outbox rows included.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        db.Outbox.AddRange(_rows);
        await db.SaveChangesAsync(ct);
        foreach (var row in _rows)
        {
            if (row.InReplyTo is { } read && read.StartsWith("wamid.", StringComparison.Ordinal))
            {
                afterCommit.Do(() => marks.Begin(row.PersonKey, read));
            }
        }

        foreach (var row in _rows)
        {
            afterCommit.Do(() => sending.Wake(new ToSend(row.PersonKey)));
        }
    }
}

/// <summary>A person for whom replies may be waiting.</summary>
public readonly record struct ToSend(PersonKey Person);
