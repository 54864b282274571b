using System.Text.Json;
using Microsoft.EntityFrameworkCore;
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
            Repeat = RepeatOf(reply),
        });

    /// <summary>For a function of the database that writes the row itself, and then <see cref="Written"/> is told.</summary>
    public Notice Notice(PersonKey to, string reply, object facts, string state) =>
        new(state, to.PhoneNumberId, to.Person.Value, reply, RepeatOf(reply) == Repeat.Harmless ? "harmless" : "never", facts);

    /// <summary>Rows for this person were written by the database.</summary>
    public void Written(PersonKey to) => afterCommit.Do(() => sending.Wake(new ToSend(to)));

    /// <summary>Whether a reply of this name was owed to somebody since then, by this scope too.</summary>
    public async Task<bool> WasSaidAsync(PersonKey to, string reply, DateTimeOffset since, CancellationToken ct) =>
        _rows.Exists(row => row.PersonKey == to && row.Reply == reply)
        || await db.Outbox.AnyAsync(row => row.PhoneNumberId == to.PhoneNumberId && row.PersonId == to.Person && row.Reply == reply && row.CreatedAt > since, ct);

    /// <summary>Answers go in the order of the messages that they answer, whatever a turn said last.</summary>
    public void InOrderOf(IReadOnlyList<string> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var places = messages.Index().ToDictionary(message => message.Item, message => message.Index);
        // What answers nothing itself stays before the answer that it was said before.
        var next = messages.Count;
        var ordered = _rows.AsEnumerable().Reverse()
            .Select(row => (Row: row, Place: next = row.InReplyTo is { } to && places.TryGetValue(to, out var place) ? place : next))
            .Reverse().OrderBy(one => one.Place).Select(one => one.Row).ToList();
        _rows.Clear();
        _rows.AddRange(ordered);
    }

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
            Written(row.PersonKey);
        }
    }

    private Repeat RepeatOf(string reply) => templates.RepeatIsHarmless(reply) ? Repeat.Harmless : Repeat.Never;
}

/// <summary>What is to be said if an order becomes <paramref name="State"/>.</summary>
public sealed record Notice(string State, string PhoneNumberId, Guid PersonId, string Reply, string Repeat, object Facts);

/// <summary>A person for whom replies may be waiting.</summary>
public readonly record struct ToSend(PersonKey Person);
