using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Office;

/// <summary>What waits and what is dead, from partial indexes only. Codes, never words, names or phones.</summary>
public sealed class ReadWork(OrderingDb db)
{
    /// <summary>Counting ends here.</summary>
    public const int CountedTo = 1000;

    private const int Shown = 50;

    public Task<List<WorkCount>> CountAsync(CancellationToken ct) => db.Database.SqlQuery<WorkCount>($"""
        select 'Message' as "Kind", (select count(*)::int from (select from inbox_message where state = 'Waiting' limit {CountedTo}) w) as "Waiting",
            (select min(received_at) from inbox_message where state = 'Waiting') as "Oldest",
            (select count(*)::int from (select from inbox_message where state = 'Dead' and discarded_at is null limit {CountedTo}) d) as "Dead"
        union all
        select 'Status', (select count(*)::int from (select from inbox_status where state = 'Waiting' limit {CountedTo}) w),
            (select min(received_at) from inbox_status where state = 'Waiting'),
            (select count(*)::int from (select from inbox_status where state = 'Dead' and discarded_at is null limit {CountedTo}) d)
        union all
        select 'Reply', (select count(*)::int from (select from outbox where state = 'Waiting'
                union all select from outbox where state in ('Sending', 'Ambiguous') limit {CountedTo}) w),
            least((select min(created_at) from outbox where state = 'Waiting'), (select min(created_at) from outbox where state in ('Sending', 'Ambiguous'))),
            (select count(*)::int from (select from outbox where state in ('Failed', 'Dead') and discarded_at is null limit {CountedTo}) d)
        """).ToListAsync(ct);

    /// <summary>The newest dead ones of each kind.</summary>
    public Task<List<WorkItem>> DeadAsync(CancellationToken ct) => db.Database.SqlQuery<WorkItem>($"""
        (select 'Message' as "Kind", arrival as "Id", coalesce(type, kind) as "What", state as "State", received_at as "Since", attempts as "Attempts", reason as "Reason"
            from inbox_message where state = 'Dead' and discarded_at is null order by arrival desc limit {Shown})
        union all
        (select 'Status', arrival, 'status', state, received_at, attempts, reason
            from inbox_status where state = 'Dead' and discarded_at is null order by arrival desc limit {Shown})
        union all
        (select 'Reply', id, reply, state, created_at, attempt, 'Meta ' || error_code
            from outbox where state in ('Failed', 'Dead') and discarded_at is null order by id desc limit {Shown})
        """).ToListAsync(ct);

    /// <summary>Those that have waited longest.</summary>
    public Task<List<WorkItem>> WaitingAsync(CancellationToken ct) => db.Database.SqlQuery<WorkItem>($"""
        (select 'Message' as "Kind", arrival as "Id", coalesce(type, kind) as "What", case when leased_until is null then state else 'At work' end as "State",
                received_at as "Since", attempts as "Attempts", reason as "Reason"
            from inbox_message where state = 'Waiting' order by received_at limit {Shown})
        union all
        (select 'Status', arrival, 'status', state, received_at, attempts, reason from inbox_status where state = 'Waiting' order by arrival limit {Shown})
        union all
        (select 'Reply', id, reply, state, created_at, attempt, 'Meta ' || error_code from outbox where state = 'Waiting' order by created_at limit {Shown})
        union all
        (select 'Reply', id, reply, 'At work', created_at, attempt, 'Meta ' || error_code from outbox where state in ('Sending', 'Ambiguous') order by created_at limit {Shown})
        """).ToListAsync(ct);

    public Task<List<WorkDecided>> DecisionsAsync(CancellationToken ct) => db.Database.SqlQuery<WorkDecided>($"""
        select kind as "Kind", item as "Id", decision as "Decision", reason as "Reason", decided_by as "By", decided_at as "At"
        from work_decision order by id desc limit 20
        """).ToListAsync(ct);
}

/// <summary>One kind's counts, and since when its oldest waits.</summary>
public sealed record WorkCount(string Kind, int Waiting, DateTimeOffset? Oldest, int Dead);

/// <param name="What">The kind of message, or the reply's name.</param>
/// <param name="Reason">A code: Meta's, PostgreSQL's or an exception's name.</param>
public sealed record WorkItem(string Kind, long Id, string What, string State, DateTimeOffset Since, int Attempts, string? Reason)
{
    public bool IsDecidable => State != "At work";
}

/// <summary>What an operator has done.</summary>
public sealed record WorkDecided(string Kind, long Id, string Decision, string Reason, string By, DateTimeOffset At);
