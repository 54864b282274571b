using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Office;

/// <summary>What an operator asks at 3 a.m.: what waits, what is dead, and away with it.</summary>
[Authorize(Policies.Operator)]
public sealed class WorkModel(OrderingDb db, ReadWork read, DecideOnWork decide, RunNow jobs) : PageModel
{
    private const int LongestReason = 200;

    public DateTimeOffset Now { get; private set; }

    public IReadOnlyList<WorkCount> Counts { get; private set; } = [];

    public IReadOnlyList<WorkItem> Dead { get; private set; } = [];

    public IReadOnlyList<WorkItem> Waiting { get; private set; } = [];

    public IReadOnlyList<WorkDecided> Decisions { get; private set; } = [];

    /// <summary>What became of the decision that led here.</summary>
    public string? Said { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done switch
        {
            nameof(WorkDecision.Requeue) => "Requeued: it is tried again now.",
            nameof(WorkDecision.Discard) => "Discarded.",
            "audit" => "The audit has begun: it is a run of “Audit ledger” among the jobs.",
            "no-audit" => "Nothing was begun: no node has written the schedule yet (Jobs:Server).",
            "nothing" => "Nothing was done: it is being worked on, or somebody was quicker, or its text is purged.",
            _ => null,
        };
        Now = await db.ClockAsync(ct);
        Counts = await read.CountAsync(ct);
        Dead = await read.DeadAsync(ct);
        Waiting = await read.WaitingAsync(ct);
        Decisions = await read.DecisionsAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(WorkKind? kind, long? id, WorkDecision? decision, string? reason, CancellationToken ct)
    {
        var why = reason?.Trim() ?? "";
        if (!ModelState.IsValid || (kind, id, decision) is not ({ } what, { } item, { } wish) || why.Length is 0 or > LongestReason
            || User.Identity?.Name is not { Length: > 0 } who)
        {
            return BadRequest($"A decision needs an item and a reason of at most {LongestReason} letters.");
        }

        var done = await decide.ExecuteAsync(what, item, wish, why, who, ct);
        return RedirectToPage(new { done = done ? wish.ToString() : "nothing" });
    }

    public IActionResult OnPostAudit() => RedirectToPage(new { done = jobs.Audit() ? "audit" : "no-audit" });

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Counted(int count) => count < ReadWork.CountedTo ? $"{count}" : $"{count} or more";

    public string Age(DateTimeOffset? since) => since is not { } start ? "–" : (Now - start) switch
    {
        { TotalDays: >= 2 } span => $"{span.TotalDays:0} d",
        { TotalHours: >= 2 } span => $"{span.TotalHours:0} h",
        { TotalMinutes: >= 2 } span => $"{span.TotalMinutes:0} min",
        { } span => $"{Math.Max(span.TotalSeconds, 0):0} s",
    };
}
