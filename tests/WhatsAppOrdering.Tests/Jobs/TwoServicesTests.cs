using Hangfire.States;
using Shouldly;
using WhatsAppOrdering.Tests.EndToEnd;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>Two services on one database, both with their alarm clocks running.</summary>
[Collection(EndToEndCollection.Programs)]
public sealed class TwoServicesTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Each_order_that_is_due_expires_once_whoever_finds_it()
    {
        await using var one = new ServiceUnderTest(cluster) { Settings = { ["Jobs:Server"] = "true" } };
        await one.StartAsync("Production");
        await using var two = new ServiceUnderTest(cluster) { Beside = one, Settings = { ["Jobs:Server"] = "true" } };
        await two.StartAsync("Production");
        var office = await Backoffice.OpenAsync(one);
        for (var order = 0; order < 12; order++)
        {
            (await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(100) })).ShouldBe(201);
        }

        await one.Database.MoveClockAsync(TimeSpan.FromHours(3));
        string[] runs = [.. Enumerable.Range(0, 6).Select(_ => one.Alarms.Ring("Expire orders"))];
        foreach (var run in runs)
        {
            await one.Alarms.EndAsync(run, SucceededState.StateName, DeletedState.StateName);
        }

        await one.Database.UntilAsync($"select count(*) = 12 as \"Value\" from sales_order where status = 'Expired'");
        (await one.Database.OneAsync<int>($"select count(*)::int as \"Value\" from order_transition where to_status = 'Expired'")).ShouldBe(12);
        (await one.Database.OneAsync<int>($"select count(*)::int as \"Value\" from ledger_entry where kind = 'REVERSAL'")).ShouldBe(12);
        one.Alarms.Servers().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_service_that_stops_hands_back_the_run_that_it_is_at()
    {
        await using var one = new ServiceUnderTest(cluster);
        await one.StartAsync("Production");
        string run;
        await using (var two = new ServiceUnderTest(cluster) { Beside = one, Settings = { ["Jobs:Server"] = "true" } })
        {
            await two.StartAsync("Production");
            await one.Database.SlowClockAsync();
            run = await one.Alarms.BeginAsync("Measure holds");
        }

        one.Alarms.History(run).ShouldNotContain(FailedState.StateName);
        await one.Database.QuickClockAsync();
        await using var three = new ServiceUnderTest(cluster) { Beside = one, Settings = { ["Jobs:Server"] = "true" } };
        await three.StartAsync("Production");
        await one.Alarms.EndAsync(run, SucceededState.StateName);
        one.Alarms.History(run).Count(state => state == ProcessingState.StateName).ShouldBe(2);
    }
}

/// <summary>The same with processes, of which one is killed: nobody hands anything back.</summary>
[Collection(EndToEndCollection.Crashes)]
public sealed class KilledServiceTests(MortalService service) : IClassFixture<MortalService>
{
    [Fact]
    public async Task What_a_killed_service_was_at_is_finished_by_the_other()
    {
        await service.StartAsync();
        await using var other = await service.StartAnotherAsync();
        await Until.SoAsync(() => Task.FromResult(service.Alarms.Servers().Count == 2), () => string.Join(", ", service.Alarms.Servers()));
        await service.Database.SlowClockAsync();
        var run = await service.Alarms.BeginAsync("Measure holds");

        // A server's name is its machine, its process and a number of its own.
        var (dead, alive) = service.Alarms.Told(run).Contains($":{other.ProcessId}:", StringComparison.Ordinal) ? (other, service.Program) : (service.Program, other);
        service.Alarms.Told(run).ShouldContain($":{dead.ProcessId}:");
        await dead.KillAsync();
        await service.Database.QuickClockAsync();

        await service.Alarms.EndAsync(run, SucceededState.StateName);
        service.Alarms.History(run).Count(state => state == ProcessingState.StateName).ShouldBe(2);
        service.Alarms.Ran(run).ShouldContain($":{alive.ProcessId}:");
    }
}
