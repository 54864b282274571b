using System.Globalization;
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

/// <summary>The same with processes.</summary>
[Collection(EndToEndCollection.Crashes)]
public sealed class TwoProcessesTests(PostgresCluster cluster)
{
    private const int Trades = 6;

    [Fact]
    public async Task Each_due_order_message_and_reply_is_worked_once_by_either_process()
    {
        await using var service = new MortalService(cluster);
        await service.InitializeAsync();
        await service.StartAsync();
        await using var other = await service.StartAnotherAsync();
        var trades = await Task.WhenAll(Enumerable.Range(0, Trades).Select(_ => OpenAsync(service)));
        await LeaveUndoneAsync(service.Database);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(3));

        var ran = new HashSet<string>();
        while (ran.Count < 2)
        {
            string[] runs = [.. from round in Enumerable.Range(0, 3) from job in new[] { "Expire orders", "Handle stranded messages", "Resend replies" } select service.Alarms.Ring(job)];
            foreach (var run in runs)
            {
                if (await service.Alarms.EndAsync(run, SucceededState.StateName, DeletedState.StateName) == SucceededState.StateName)
                {
                    ran.Add(service.Alarms.Ran(run).Contains($":{other.ProcessId}:", StringComparison.Ordinal) ? "other" : "one");
                }
            }
        }

        await service.Database.IdleAsync();
        (await service.Database.AskAsync<string>($"select status || ' ' || count(*) as \"Value\" from sales_order group by status")).ShouldBe([$"Expired {Trades}"]);
        (await service.Database.OneAsync<long>($"select count(*) as \"Value\" from order_transition where to_status = 'Expired'")).ShouldBe(Trades);
        (await service.Database.OneAsync<long>($"select count(*) as \"Value\" from ledger_entry where kind = 'REVERSAL'")).ShouldBe(Trades);
        (await service.Database.AskAsync<long>($"select count(*) as \"Value\" from outbox where in_reply_to like 'left %' group by in_reply_to")).ShouldBe(Enumerable.Repeat(1L, Trades));
        var bubbles = trades.SelectMany(trade => trade.Bubbles).CountBy(bubble => bubble.CallbackData.Split('.')[0]).ToList();
        bubbles.ShouldAllBe(bubble => bubble.Value == 1);
        (await service.Database.OneAsync<long>($"select count(*) as \"Value\" from outbox where merged_into is null")).ShouldBe(bubbles.Count);
    }

    private static async Task<Trade> OpenAsync(MortalService service)
    {
        var trade = await Trade.OpenAsync(service);
        await trade.FillCartAsync();
        await trade.PlaceAsync();
        await trade.AnsweredAsync(replies: 3);
        return trade;
    }

    /// <summary>For each shop a stored message and an owed reply that nobody was woken for, as a crash leaves them.</summary>
    private static Task<int> LeaveUndoneAsync(TestDatabase database) => database.DoAsync($"""
        insert into inbox_message overriding system value
            select (jsonb_populate_record(m, jsonb_build_object(
                'dedupe_key', 'left ' || dedupe_key, 'state', 'Waiting', 'handled_at', null,
                'arrival', (select max(arrival) from inbox_message) + row_number() over (order by arrival)))).*
            from inbox_message m where type = 'text';
        insert into outbox (phone_number_id, person_id, reply, facts, repeat)
            select distinct phone_number_id, person_id, 'greeting', jsonb_build_object(), 'harmless' from inbox_message where type = 'text'
        """);
}

/// <summary>Of two processes one is killed: nobody hands anything back.</summary>
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

        // Where the other is at the job's next run already, it passes this one over.
        var ended = await service.Alarms.EndAsync(run, SucceededState.StateName, DeletedState.StateName);
        service.Alarms.History(run).Count(state => state == ProcessingState.StateName).ShouldBe(2);
        service.Alarms.Ran(run).ShouldContain($":{alive.ProcessId}:");
        if (ended == DeletedState.StateName)
        {
            await service.Database.UntilAsync($"select exists (select from hangfire.job where id > {long.Parse(run, CultureInfo.InvariantCulture)} and statename = 'Succeeded' and invocationdata::text like '%MeasureHolds%') as \"Value\"");
        }
    }
}
