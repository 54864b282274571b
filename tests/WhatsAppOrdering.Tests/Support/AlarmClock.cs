using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Hangfire.Storage;
using Npgsql;

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
    public async Task RingAsync(string name)
    {
        IDictionary<string, string> ended;
        do
        {
            ended = await EndAsync(Ring(name), SucceededState.StateName);
        }
        // One that found an earlier run under way has no result; that run may have begun too early.
        while (!ended.ContainsKey("Result"));
    }

    /// <returns>The id of the run.</returns>
    public string Ring(string name) =>
        new RecurringJobManager(_storage).TriggerJob(name) ?? throw new InvalidOperationException($"There is no recurring job '{name}'.");

    /// <summary>Waits until a run is in a state, and tells what Hangfire keeps of that.</summary>
    public async Task<IDictionary<string, string>> EndAsync(string run, string state)
    {
        var api = _storage.GetMonitoringApi();
        await Until.SoAsync(
            () => Task.FromResult(api.JobDetails(run)?.History.Any(past => past.StateName == state) == true),
            () => $"Run {run} is not {state}: {string.Join(", ", api.JobDetails(run)?.History.Select(past => $"{past.StateName} {past.Reason} {string.Join(' ', past.Data.Values)}") ?? [])}");
        return api.JobDetails(run).History.First(past => past.StateName == state).Data;
    }

    public bool Knows(string name)
    {
        using var connection = _storage.GetConnection();
        return connection.GetRecurringJobs().Exists(job => job.Id == name);
    }

    /// <summary>Whatever was ever done with a run, newest first.</summary>
    public IReadOnlyList<string> History(string run) => [.. _storage.GetMonitoringApi().JobDetails(run).History.Select(past => past.StateName)];

    public IReadOnlyList<string> Servers() => [.. _storage.GetMonitoringApi().Servers().Select(server => server.Name)];
}
