using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Office;

/// <summary>
/// Root of an operator's decision on one item of work that is dead or waits: tried again at once with all its attempts, or
/// given up. Who decided, when and why stands beside it. What somebody works on just now is left alone.
/// </summary>
public sealed class DecideOnWork(
    Transactions transactions, WakeUps<ToHandle> turns, WakeUps<StatusesToHandle> statuses, WakeUps<ToSend> sending, Retries retries)
{
    /// <returns>False when there is nothing to decide any more.</returns>
    public async Task<bool> ExecuteAsync(WorkKind kind, long item, WorkDecision decision, string reason, string who, CancellationToken ct)
    {
        var changed = await transactions.RunAsync(
            Pool.Pages,
            async (OrderingDb books, CancellationToken token) =>
            {
                var db = books.Database;
                var found = (await db.SqlQuery<Changed>(Change(kind, item, decision)).ToListAsync(token)).SingleOrDefault();
                if (found is null)
                {
                    return null;
                }

                if (kind == WorkKind.Message && decision == WorkDecision.Requeue)
                {
                    // Each message is answered once: the apology must not stand where the answer belongs.
                    await db.ExecuteSqlAsync($"""
                        update outbox set in_reply_to = null
                        where phone_number_id = {found.PhoneNumberId} and in_reply_to = {found.Key} and reply = {ReplyNames.FailedMessage}
                        """, token);
                }

                await db.ExecuteSqlAsync($"""
                    insert into work_decision (kind, item, decision, reason, decided_by)
                    values ({kind.ToString()}, {item}, {decision.ToString()}, {reason}, {who})
                    """, token);
                return found;
            },
            ct);
        if (changed is not null && kind != WorkKind.Status)
        {
            // Should it fail again, it gets a new one.
            retries.Settled(kind == WorkKind.Reply ? RetryKind.Reply : RetryKind.Message, item);
        }

        Wake(kind, changed);
        return changed is not null;
    }

    private static FormattableString Change(WorkKind kind, long item, WorkDecision decision) => (kind, decision) switch
    {
        (WorkKind.Message, WorkDecision.Requeue) => $"""
            update inbox_message set state = 'Waiting', attempts = 0, reason = null, next_attempt_at = null, handled_at = null
            where arrival = {item} and raw <> '' and (state = 'Dead' and discarded_at is null or state = 'Waiting' and leased_until is null)
            returning phone_number_id as "PhoneNumberId", person_id as "PersonId", dedupe_key as "Key"
            """,
        (WorkKind.Message, WorkDecision.Discard) => $"""
            update inbox_message set state = 'Dead', handled_at = coalesce(handled_at, clock_now()), discarded_at = clock_now()
            where arrival = {item} and (state = 'Dead' and discarded_at is null or state = 'Waiting' and leased_until is null)
            returning phone_number_id as "PhoneNumberId", person_id as "PersonId", dedupe_key as "Key"
            """,
        (WorkKind.Status, WorkDecision.Requeue) => $"""
            update inbox_status set state = 'Waiting', attempts = 0, reason = null, next_attempt_at = null, handled_at = null
            where arrival = {item} and raw <> '' and (state = 'Dead' and discarded_at is null or state = 'Waiting')
            returning phone_number_id as "PhoneNumberId", null::uuid as "PersonId", dedupe_key as "Key"
            """,
        (WorkKind.Status, _) => $"""
            update inbox_status set state = 'Dead', handled_at = coalesce(handled_at, clock_now()), discarded_at = clock_now()
            where arrival = {item} and (state = 'Dead' and discarded_at is null or state = 'Waiting')
            returning phone_number_id as "PhoneNumberId", null::uuid as "PersonId", dedupe_key as "Key"
            """,
        // Attempts are never counted anew, for a status tells which one it is of; they are excused.
        (_, WorkDecision.Requeue) => $"""
            update outbox set state = 'Waiting', excused = attempt, next_attempt_at = null, leased_until = null
            where id = {item} and (state in ('Failed', 'Dead') and discarded_at is null or state = 'Waiting')
            returning phone_number_id as "PhoneNumberId", person_id as "PersonId", id::text as "Key"
            """,
        _ => $"""
            update outbox set state = case state when 'Waiting' then 'Dead' else state end, discarded_at = clock_now()
            where id = {item} and (state in ('Failed', 'Dead') and discarded_at is null or state = 'Waiting')
            returning phone_number_id as "PhoneNumberId", person_id as "PersonId", id::text as "Key"
            """,
    };

    /// <summary>After a discard too: what waited behind it may go.</summary>
    private void Wake(WorkKind kind, Changed? changed)
    {
        switch (changed)
        {
            case null:
                break;
            case { PersonId: { } person } when kind == WorkKind.Message:
                turns.Wake(new ToHandle(new PersonKey(changed.PhoneNumberId, new PersonId(person))));
                break;
            case { PersonId: { } person }:
                sending.Wake(new ToSend(new PersonKey(changed.PhoneNumberId, new PersonId(person))));
                break;
            default:
                statuses.Wake(default);
                break;
        }
    }

    private sealed record Changed(string PhoneNumberId, Guid? PersonId, string Key);
}

/// <summary>What may wait or be dead.</summary>
public enum WorkKind
{
    Message,
    Status,
    Reply,
}

/// <summary>What an operator may do about it.</summary>
public enum WorkDecision
{
    Requeue,
    Discard,
}
