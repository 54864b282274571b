using System.Reflection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>A stop of the service hands running work back: no job outlives its token, wherever in the database it waits.</summary>
public sealed class JobTokenTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    public static TheoryData<string> Jobs => [.. Schedule.Jobs.Select(job => job.Name)];

    /// <summary>Hangfire's own tables are read by Hangfire, which takes no token.</summary>
    public static TheoryData<string> JobsOnOurTables => [.. Schedule.Jobs.Where(job => job.Job.Type != typeof(ForgetFailures)).Select(job => job.Name)];

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task A_job_does_not_begin_once_its_token_is_over(string name) =>
        (await Record.ExceptionAsync(() => RunAsync(name, new CancellationToken(canceled: true)))).ShouldBeAssignableTo<OperationCanceledException>();

    [Theory]
    [MemberData(nameof(JobsOnOurTables))]
    public async Task A_job_that_waits_ends_when_its_token_does(string name)
    {
        using var stop = new CancellationTokenSource();
        await using var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await cluster.SuperuserAsync()) { Database = service.Database.Name }.ConnectionString);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var everything = new NpgsqlCommand("""
            do $$ declare tables text; begin
                select string_agg(format('%I.%I', schemaname, tablename), ', ') into tables from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'test_clock';
                execute 'lock table ' || tables || ' in access exclusive mode';
            end $$
            """, holder))
        {
            await everything.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var run = RunAsync(name, stop.Token);
        await Until.SoAsync(
            async () => run.IsCompleted || await IsAnyBlockedAsync(holder),
            () => $"{name} neither waits nor ends.");
        run.IsCompleted.ShouldBeFalse("it was to wait for a lock");
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    private async Task RunAsync(string name, CancellationToken ct)
    {
        var job = Schedule.Jobs.Single(job => job.Name == name).Job;
        await (Task)job.Method.Invoke(service.Services.GetService(job.Type), BindingFlags.DoNotWrapExceptions, null, [ct], null)!;
    }

    private static async Task<bool> IsAnyBlockedAsync(NpgsqlConnection holder)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()))", holder);
        return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
