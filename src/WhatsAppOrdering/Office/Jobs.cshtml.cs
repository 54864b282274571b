using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Office;

/// <summary>What an operator asks at 3 a.m.: do the jobs run, what waits, what is dead.</summary>
[Authorize(Policies.Operator)]
public sealed class JobsModel(OrderingDb db, IEnumerable<IJob> jobs) : PageModel
{
    private const int FailuresShown = 50;

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<JobLine> Jobs { get; private set; } = [];

    public IReadOnlyList<WorkLine> Work { get; private set; } = [];

    public IReadOnlyList<JobRun> Failures { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Now = await db.ClockAsync(ct);
        var last = await db.JobRuns.FromSql($"select distinct on (job) * from job_run order by job, started_at desc, id desc")
            .AsNoTracking().ToListAsync(ct);
        Jobs = [.. jobs.OrderBy(job => job.Name, StringComparer.Ordinal)
            .Select(job => new JobLine(job.Name, job.Every, last.Find(run => run.Job == job.Name)))];
        Failures = await db.JobRuns.AsNoTracking()
            .Where(run => run.Outcome == JobOutcome.Failed).OrderByDescending(run => run.StartedAt).Take(FailuresShown).ToListAsync(ct);
        Work = await db.Database.SqlQuery<WorkLine>($"""
            select 'Inbound messages' as "What", count(*) filter (where state = 'Waiting') as "Waiting",
                min(received_at) filter (where state = 'Waiting') as "Oldest", count(*) filter (where state = 'Dead') as "Dead",
                max(handled_at) filter (where state = 'Dead') as "LastDead" from inbox_message
            union all
            select 'Delivery statuses', count(*) filter (where state = 'Waiting'), min(received_at) filter (where state = 'Waiting'),
                count(*) filter (where state = 'Dead'), max(received_at) filter (where state = 'Dead') from inbox_status
            union all
            select 'Replies', count(*) filter (where state in ('Waiting', 'Sending', 'Ambiguous')),
                min(created_at) filter (where state in ('Waiting', 'Sending', 'Ambiguous')),
                count(*) filter (where state in ('Dead', 'Failed')), max(created_at) filter (where state in ('Dead', 'Failed')) from outbox
            """).ToListAsync(ct);
    }

    public static string Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "–";

    public static string Text(TimeSpan span) =>
        span.TotalDays >= 1 ? $"{span.TotalDays:0} d" : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";

    public static string Age(DateTimeOffset? since, DateTimeOffset now) => since is { } start ? Text(now - start) : "–";

    public static string Took(JobRun? run) =>
        run?.FinishedAt is { } end ? $"{(end - run.StartedAt).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms" : "–";
}

/// <summary>A job with its last run on any node.</summary>
public sealed record JobLine(string Name, TimeSpan Every, JobRun? Last)
{
    public DateTimeOffset? Next => Last?.StartedAt + Every;
}

/// <summary>Counts and ages of one kind of work.</summary>
public sealed record WorkLine(string What, long Waiting, DateTimeOffset? Oldest, long Dead, DateTimeOffset? LastDead);
