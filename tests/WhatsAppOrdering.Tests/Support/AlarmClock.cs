using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Hangfire.Storage;
using Npgsql;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Hangfire's tables from outside the service: what it runs is seen, and rung before its time.</summary>
public sealed class AlarmClock
{
    private readonly PostgreSqlStorage _storage;

    /// <param name="connection">Any role's that may write Hangfire's tables.</param>
    public AlarmClock(string connection)
    {
        var address = new NpgsqlConnectionStringBuilder(connection) { Enlist = false, Pooling = false }.ConnectionString;
        var options = new PostgreSqlStorageOptions { PrepareSchemaIfNecessary = false, EnableTransactionScopeEnlistment = false };
        _storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(address, options), options);
    }

    /// <summary>Has a recurring job run once from now on, to its end.</summary>
    /// <param name="failures">How often it may fail before: after an outage, on connections that nobody has found dead yet.</param>
    public async Task RingAsync(string name, int failures = 0)
    {
        while (true)
        {
            var state = failures > 0
                ? await EndAsync(Ring(name), SucceededState.StateName, DeletedState.StateName, FailedState.StateName)
                : await EndAsync(Ring(name), SucceededState.StateName, DeletedState.StateName);
            if (state == SucceededState.StateName)
            {
                return;
            }

            // One that found an earlier run under way is deleted; that run may have begun too early.
            failures -= state == FailedState.StateName ? 1 : 0;
        }
    }

    /// <summary>Rings, and waits until a run of the job is under way.</summary>
    /// <returns>The id of the run.</returns>
    public async Task<string> BeginAsync(string name)
    {
        await Until.SoAsync(() => Task.FromResult(Knows(name)), () => $"There is no recurring job '{name}'.");
        Ring(name);
        string? run = null;
        await Until.SoAsync(
            () =>
            {
                // The oldest: a later one is about to be passed over.
                run = _storage.GetMonitoringApi().ProcessingJobs(0, 100)
                    .Where(under => Schedule.Find(under.Value?.Job)?.Name == name).Select(under => under.Key).MinBy(int.Parse);
                return Task.FromResult(run is not null);
            },
            () => $"No run of {name} is under way.");
        return run!;
    }

    /// <returns>The id of the run.</returns>
    public string Ring(string name) =>
        new RecurringJobManager(_storage).TriggerJob(name) ?? throw new InvalidOperationException($"There is no recurring job '{name}'.");

    /// <summary>Waits until a run is in one of the states.</summary>
    /// <returns>The state.</returns>
    public async Task<string> EndAsync(string run, params string[] states)
    {
        var api = _storage.GetMonitoringApi();
        await Until.SoAsync(
            () => Task.FromResult(states.Contains(History(run)[0])),
            () => $"Run {run} is not {string.Join(" or ", states)}: {string.Join(", ", api.JobDetails(run).History.Select(past => $"{past.StateName} {past.Reason} {string.Join(' ', past.Data.Values)}"))}");
        return History(run)[0];
    }

    /// <summary>What Hangfire keeps of the state that a run is in.</summary>
    public string Told(string run) => string.Join(' ', _storage.GetMonitoringApi().JobDetails(run).History[0].Data.Values);

    /// <summary>The server that took a run up last.</summary>
    public string Ran(string run) => string.Join(' ', _storage.GetMonitoringApi().JobDetails(run).History.First(past => past.StateName == ProcessingState.StateName).Data.Values);

    public bool Knows(string name)
    {
        using var connection = _storage.GetConnection();
        return connection.GetRecurringJobs().Exists(job => job.Id == name);
    }

    /// <summary>Whatever was ever done with a run, newest first.</summary>
    public IReadOnlyList<string> History(string run) => [.. _storage.GetMonitoringApi().JobDetails(run).History.Select(past => past.StateName)];

    public IReadOnlyList<string> Servers() => [.. _storage.GetMonitoringApi().Servers().Select(server => server.Name)];
}
