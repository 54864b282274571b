using System.Net.Http.Json;
using System.Net.Sockets;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>The one-command start as a developer treats it: Ctrl+C, kill -9, a clock that jumps.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class DevelopmentStartTests(DevelopmentFolder folder) : IClassFixture<DevelopmentFolder>
{
    [Fact]
    public async Task Ctrl_C_leaves_nothing_running()
    {
        await using var program = await DevelopmentProgram.StartAsync(folder.FullPath);
        int[] ports = [program.Service.Port, program.Phones.Port, folder.PostgresPort!.Value];
        (await ListeningAsync(ports)).ShouldBe(ports);

        (await program.InterruptAsync()).ShouldBe(0, program.Output);

        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task Ctrl_C_before_it_is_ready_leaves_nothing_running_either()
    {
        await using var program = DevelopmentProgram.Begin(folder.FullPath);
        await program.ReadAfterAsync("started on 127.0.0.1:");
        int[] ports = [folder.PostgresPort!.Value];

        await program.InterruptAsync();

        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_after_kill_9_goes_on_with_the_server_that_was_left_and_stops_it_in_the_end()
    {
        await using var killed = await DevelopmentProgram.StartAsync(folder.FullPath);
        int[] ports = [folder.PostgresPort!.Value];
        await killed.KillAsync();
        await Until.SoAsync(
            async () => (await ListeningAsync(killed.Phones.Port)).Count == 0, () => "The emulator outlived its service.");
        (await ListeningAsync(ports)).ShouldBe(ports);

        await using var next = await DevelopmentProgram.StartAsync(folder.FullPath);
        next.Output.ShouldContain($"was still running on 127.0.0.1:{ports[0]}; adopted");

        (await next.InterruptAsync()).ShouldBe(0, next.Output);
        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task After_a_jump_of_the_clock_alarms_ring_no_more_often_than_before()
    {
        await using var program = await DevelopmentProgram.StartAsync(folder.FullPath);
        var database = await folder.OpenAsync();
        using var http = new HttpClient { BaseAddress = program.Phones };
        foreach (var jump in new[] { TimeSpan.FromHours(2), TimeSpan.FromDays(1) })
        {
            using var answer = await http.PostAsJsonAsync("/emulator/clock", new { advanceSeconds = jump.TotalSeconds });
            answer.EnsureSuccessStatusCode();
        }

        (await database.OneAsync<bool>($"select clock_now() > now() + interval '1 day' as \"Value\"")).ShouldBeTrue();
        var last = await database.OneAsync<long>($"select coalesce(max(id), 0) as \"Value\" from hangfire.job");
        // One job rings every ten seconds, the other once a day: were all overdue, they would ring equally often.
        await database.UntilAsync($"select count(*) >= 3 as \"Value\" from hangfire.job where id > {last} and invocationdata::text like '%ResendReplies%'");
        (await database.OneAsync<int>($"select count(*)::int as \"Value\" from hangfire.job where id > {last} and invocationdata::text like '%AuditLedger%'"))
            .ShouldBeLessThanOrEqualTo(1);

        (await program.InterruptAsync()).ShouldBe(0, program.Output);
    }

    private static async Task<IReadOnlyList<int>> ListeningAsync(params int[] ports)
    {
        var listening = new List<int>();
        foreach (var port in ports)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port);
                listening.Add(port);
            }
            catch (SocketException)
            {
                // Nobody is there.
            }
        }

        return listening;
    }
}
