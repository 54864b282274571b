using Hangfire;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Tests.EndToEnd;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>The service with its alarm clock running.</summary>
[Collection(EndToEndCollection.Programs)]
public sealed class RecurringJobsTests(PostgresCluster cluster)
{
    [Fact]
    public async Task At_start_the_schedule_is_stored_and_what_it_does_not_name_is_removed()
    {
        await using var service = Ringing();
        await service.StartAsync("Production");
        await UntilStoredAsync(service);
        service.Services.GetRequiredService<IRecurringJobManager>().AddOrUpdate<ForgetFailures>("A job of last year's", job => job.RunAsync(CancellationToken.None), Cron.Yearly());

        await using var next = new ServiceUnderTest(cluster) { Beside = service, Settings = { ["Jobs:Server"] = "true" } };
        await next.StartAsync("Production");
        await Until.SoAsync(() => Task.FromResult(Stored(service).TrueForAll(job => job.Id != "A job of last year's")), () => "It is still there.");

        var stored = Stored(service);
        stored.Select(job => job.Id).Order().ShouldBe(Schedule.Jobs.Select(job => job.Name).Order());
        stored.ShouldAllBe(job => job.NextExecution - DateTime.UtcNow <= Schedule.Jobs.Single(known => known.Name == job.Id).Every);
    }

    [Fact]
    public async Task Every_job_runs_to_its_end_with_the_rights_of_the_service()
    {
        await using var service = Ringing();
        await service.StartAsync("Production");
        await UntilStoredAsync(service);

        foreach (var job in Schedule.Jobs)
        {
            await service.Alarms.RingAsync(job.Name);
        }
    }

    [Fact]
    public async Task What_fails_is_seen_as_failed_and_told_of_by_its_name()
    {
        await using var service = Ringing();
        await service.StartAsync("Production");
        await UntilStoredAsync(service);
        await service.Database.DoAsync($"revoke select on sales_order from ordering_reader, ordering_service");

        await service.Alarms.RingAsync("Purge old texts");
        var run = await FailAsync(service, "Expire orders");

        service.Alarms.History(run).ShouldNotContain(ScheduledState.StateName, "a second try belongs to the schedule");
        service.Log.Lines.ShouldContain(line => line.Contains("Job Expire orders failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_is_away_at_start_ends_nothing_and_costs_one_line()
    {
        await using var service = new ServiceUnderTest(cluster)
        {
            Settings = { ["Jobs:Server"] = "true" },
            BeforeStart = async service =>
            {
                await AsSuperuserAsync($"alter database {service.Database.Name} allow_connections false");
                await AsSuperuserAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{service.Database.Name}'");
            },
        };
        await service.StartAsync("Production");
        await Until.SoAsync(() => Task.FromResult(Told(service) > 0), () => string.Join('\n', service.Log.Lines));
        using (var alive = await service.GetAsync("/health/live"))
        {
            alive.IsSuccessStatusCode.ShouldBeTrue();
        }

        await AsSuperuserAsync($"alter database {service.Database.Name} allow_connections true");
        NpgsqlConnection.ClearAllPools();
        await UntilStoredAsync(service);
        await service.Alarms.RingAsync("Expire orders");
        Told(service).ShouldBe(1);
    }

    private static int Told(ServiceUnderTest service) => service.Log.Lines.Count(line => line.Contains("noticed by schedule", StringComparison.Ordinal));

    private ServiceUnderTest Ringing() => new(cluster) { Settings = { ["Jobs:Server"] = "true" } };

    private static async Task<string> FailAsync(ServiceUnderTest service, string job)
    {
        string run;
        do
        {
            run = service.Alarms.Ring(job);
        }
        while (await service.Alarms.EndAsync(run, FailedState.StateName, DeletedState.StateName) == DeletedState.StateName);

        service.Alarms.Told(run).ShouldContain("PostgresException");
        return run;
    }

    private static List<RecurringJobDto> Stored(ServiceUnderTest service)
    {
        using var connection = service.Services.GetRequiredService<JobStorage>().GetConnection();
        return connection.GetRecurringJobs();
    }

    private static Task UntilStoredAsync(ServiceUnderTest service) => Until.SoAsync(
        () => Task.FromResult(Schedule.Jobs.All(job => Stored(service).Exists(stored => stored.Id == job.Name))),
        () => $"Stored are: {string.Join(", ", Stored(service).Select(job => job.Id))}");

    private async Task AsSuperuserAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await cluster.SuperuserAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
