using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Slows a number, the account or the app down, for all nodes: claims skip what is paused. Joins the root's transaction.</summary>
public sealed partial class SendPauses(OrderingDb db, ILogger<SendPauses> log)
{
    private static readonly Meter Meter = new("WhatsAppOrdering.Replies");
    private static readonly Counter<long> Paused = Meter.CreateCounter<long>("replies.pauses");

    /// <summary>Errors in a row are those whose pause began before the one of the error before was long over.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    /// <summary>Lengthens the pause of the treatment's scope. Null, or a scope no wider than one person, does nothing.</summary>
    public async Task ApplyAsync((int Code, Treatment Treatment)? error, string phoneNumberId, CancellationToken ct)
    {
        if (error is not ({ } code, { Scope: ErrorScope.Number or ErrorScope.Account or ErrorScope.App, Pace: { } pace } treatment))
        {
            return;
        }

        if (treatment.Scope == ErrorScope.Number && phoneNumberId.Length == 0)
        {
            // An error that names no number slows none: an empty key would mean all of them.
            return;
        }

        var scope = treatment.Scope.ToString();
        var key = treatment.Scope == ErrorScope.Number ? phoneNumberId : "";
        var (strikes, begins) = (await db.Database.SqlQuery<Begun>($"""
            with before as (select until from send_pause where scope = {scope} and key = {key})
            insert into send_pause as p (scope, key, code, strikes, since, until)
            values ({scope}, {key}, {code}, 1, clock_now(), clock_now() + make_interval(secs => {pace.First}))
            on conflict (scope, key) do update set
                code = case when p.until > clock_now() and p.code = {ErrorPolicy.SpamLimited} then p.code else excluded.code end,
                since = case when p.until + {Forgotten} < clock_now() then clock_now() else p.since end,
                strikes = case when p.until > clock_now() then p.strikes when p.until + {Forgotten} < clock_now() then 1 else p.strikes + 1 end,
                until = greatest(p.until, clock_now() + make_interval(secs => case
                    when p.until > clock_now() then 0
                    when p.until + {Forgotten} < clock_now() then {pace.First}
                    else least({pace.First} * power({pace.Factor}, p.strikes), {pace.Longest}) end))
            returning strikes as "Strikes", xmax = 0 or coalesce((select until + {Forgotten} < clock_now() from before), false) as "Begins"
            """).ToListAsync(ct)).Single();
        Paused.Add(1, new KeyValuePair<string, object?>("scope", scope), new KeyValuePair<string, object?>("code", code));
        if (treatment.Remedy == Remedy.HoldAccount)
        {
            // Told once: the same error comes with everything that is tried meanwhile, and every few minutes.
            if (begins)
            {
                LogHeld(scope, key, code);
            }
        }
        else
        {
            LogSlowed(scope, key, code, strikes);
        }
    }

    private sealed record Begun(int Strikes, bool Begins);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Scope} {Key}: nothing is sent until somebody mends Meta's code {Code}; it is tried again every few minutes.")]
    private partial void LogHeld(string scope, string key, int code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scope} {Key} is slowed down: Meta's code {Code}, {Strikes} times in a row.")]
    private partial void LogSlowed(string scope, string key, int code, int strikes);
}
