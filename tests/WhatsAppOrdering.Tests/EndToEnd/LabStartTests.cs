using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>The Lab as a newcomer treats it: Ctrl+C, kill -9, a clock that jumps, a verb beside it, a port that is taken, a folder that is damaged.</summary>
[Collection(EndToEndCollection.Programs)]
public sealed class LabStartTests(LabFolder folder) : IClassFixture<LabFolder>
{
    [Fact]
    public async Task Ctrl_C_leaves_nothing_running()
    {
        await using var program = await LabProgram.StartAsync(folder.FullPath);
        int[] ports = [program.Service.Port, program.Phones.Port, folder.PostgresPort!.Value];
        (await ListeningAsync(ports)).ShouldBe(ports);

        (await program.InterruptAsync()).ShouldBe(0, program.Output);

        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task The_first_order_of_the_README_is_placed_with_the_key_that_is_printed()
    {
        await using var program = await LabProgram.StartAsync(folder.FullPath);
        var (key, wholesaler, retailer) = (await program.ReadAfterAsync("API key:"), await program.ReadAfterAsync("Wholesaler:"), await program.ReadAfterAsync("Retailer:"));
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
        var curl = Regex.Match(readme, "^curl http://127.0.0.1:5080(?<path>[^ ]+)(?<headers>( -H \"[^\"]+\")+) -d '(?<body>[^']+)'$", RegexOptions.Multiline);
        curl.Success.ShouldBeTrue();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(program.Service, curl.Groups["path"].Value))
        {
            Content = new StringContent(curl.Groups["body"].Value.Replace("RETAILER", retailer, StringComparison.Ordinal), null, "application/json"),
        };
        foreach (var header in Regex.Matches(curl.Groups["headers"].Value, "-H \"([^:]+): ([^\"]+)\"").Where(header => header.Groups[1].Value != "Content-Type"))
        {
            request.Headers.Add(header.Groups[1].Value, header.Groups[2].Value.Replace("API_KEY", key, StringComparison.Ordinal));
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        ((string?)JsonNode.Parse(text)!["order"]!["retailerId"]).ShouldBe(retailer);
        (await (await folder.OpenAsync()).OneAsync<string>($"select wholesaler_id::text as \"Value\" from sales_order")).ShouldBe(wholesaler);
        (await File.ReadAllTextAsync(Path.Combine(folder.FullPath, "api-key"), TestContext.Current.CancellationToken)).ShouldBe(key, "The next start tells the same.");
        (await program.InterruptAsync()).ShouldBe(0, program.Output);
    }

    [Fact]
    public async Task Ctrl_C_before_it_is_ready_leaves_nothing_running_either()
    {
        await using var program = LabProgram.Begin(folder.FullPath);
        await program.ReadAfterAsync("started on 127.0.0.1:");
        int[] ports = [folder.PostgresPort!.Value];

        await program.InterruptAsync();

        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_after_kill_9_goes_on_with_the_server_that_was_left_and_stops_it_in_the_end()
    {
        await using var killed = await LabProgram.StartAsync(folder.FullPath);
        int[] ports = [folder.PostgresPort!.Value];
        await killed.KillAsync();
        (await ListeningAsync([killed.Phones.Port, killed.Service.Port, .. ports])).ShouldBe(ports);

        await using var next = await LabProgram.StartAsync(folder.FullPath);
        next.Output.ShouldContain($"was still running on 127.0.0.1:{ports[0]}; adopted");

        (await next.InterruptAsync()).ShouldBe(0, next.Output);
        (await ListeningAsync(ports)).ShouldBeEmpty();
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task After_a_jump_of_the_clock_alarms_ring_no_more_often_than_before()
    {
        await using var program = await LabProgram.StartAsync(folder.FullPath);
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

    [Fact]
    public async Task The_audit_finds_the_database_of_the_Lab_while_it_runs_and_when_it_does_not()
    {
        await using var program = await LabProgram.StartAsync(folder.FullPath);
        var beside = await RunVerbAsync("audit");
        beside.Code.ShouldBe(0, beside.Output);
        beside.Output.ShouldContain("ok      the hash chain verifies from the first entry");
        folder.PostgresPort.ShouldNotBeNull("The verb stopped a server that is not its own.");
        (await program.InterruptAsync()).ShouldBe(0, program.Output);

        var alone = await RunVerbAsync("audit");

        alone.Code.ShouldBe(0, alone.Output);
        folder.PostgresPort.ShouldBeNull();
    }

    [Fact]
    public async Task After_kill_9_the_phones_show_what_they_showed_and_a_stranger_is_answered()
    {
        await using var killed = await LabProgram.StartAsync(folder.FullPath);
        using var before = new HttpClient { BaseAddress = killed.Phones };
        var stranger = JsonNode.Parse(await before.GetStringAsync(new Uri("/emulator/phones", UriKind.Relative)))!["phones"]!.AsArray().Single(phone => (string?)phone!["role"] == "stranger")!;
        var chat = $"/emulator/phones/{(string)stranger["phone"]!}/messages";
        using (var written = await before.PostAsJsonAsync(chat, new { text = "2 carton coke" }))
        {
            written.EnsureSuccessStatusCode();
        }

        var shown = "";
        await Until.SoAsync(
            async () => (shown = await before.GetStringAsync(new Uri(chat, UriKind.Relative))).Contains("\"status\":\"delivered\"", StringComparison.Ordinal) && IsKept(shown), () => $"Nobody answered the stranger: {shown}");
        await killed.KillAsync();

        await using var next = await LabProgram.StartAsync(folder.FullPath);

        using var after = new HttpClient { BaseAddress = next.Phones };
        (await after.GetStringAsync(new Uri(chat, UriKind.Relative))).ShouldBe(shown);
        (await next.InterruptAsync()).ShouldBe(0, next.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_taken_port_is_said_before_PostgreSQL_is_started(bool ofThePhones)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var empty = Directory.CreateTempSubdirectory("whatsapp-ordering-taken-").FullName;
        try
        {
            var settings = LabProgram.Settings(empty);
            settings["Lab__PhonesUrl"] = ofThePhones ? taken : "http://127.0.0.1:0";
            await using var program = ChildProgram.StartLab(settings, "--urls", ofThePhones ? $"http://127.0.0.1:{FreePort.Next()}" : taken);

            (await program.ExitCodeAsync()).ShouldBe(1);

            var said = program.Output.Split('\n').ShouldHaveSingleItem();
            said.ShouldStartWith($"Somebody else listens on {taken} already");
            said.ShouldContain(ofThePhones ? "--Lab:PhonesUrl" : "--urls");
            Directory.GetDirectories(empty).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    [Theory]
    [InlineData("development-secrets.json", "{\"AppSecret\":\"half of it")]
    [InlineData("development-secrets.json", "{}")]
    [InlineData("postgres-??/PG_VERSION", "nonsense")]
    [InlineData("postgres-??/global/pg_control", "")]
    [InlineData("postgres-??.password", "")]
    public async Task A_damaged_folder_says_which_file_and_what_to_delete(string file, string content)
    {
        if (!folder.WasUsed)
        {
            await using var first = await LabProgram.StartAsync(folder.FullPath);
            (await first.InterruptAsync()).ShouldBe(0, first.Output);
        }

        await using var fresh = await folder.CopyAsync();
        var damaged = file.Split('/') is [var data, .. var rest]
            ? Path.Combine([.. Directory.GetFileSystemEntries(fresh.FullPath, data).Take(1), .. rest])
            : file;
        await File.WriteAllTextAsync(damaged, content, TestContext.Current.CancellationToken);

        await using var program = LabProgram.Begin(fresh.FullPath);

        (await program.ExitCodeAsync()).ShouldBe(1, program.Output);
        program.Output.ShouldNotContain("   at ");
        program.Output.ShouldContain("elete ");
        program.Output.ShouldContain(file.StartsWith("postgres", StringComparison.Ordinal) ? fresh.FullPath : damaged);
        if (fresh.PostgresPort is { } noted)
        {
            // A server that fell over its own files leaves its note behind.
            (await ListeningAsync(noted)).ShouldBeEmpty();
            fresh.ForgetServer();
        }
    }

    private bool IsKept(string shown)
    {
        var kept = Path.Combine(folder.FullPath, "emulator", "emulator.json");
        var ids = JsonNode.Parse(shown)!.AsArray().Select(bubble => (string)bubble!["id"]!).ToList();
        return File.Exists(kept) && JsonNode.Parse(File.ReadAllText(kept)) is { } state
            && state["chats"]!.AsArray().SelectMany(chat => chat!["bubbles"]!.AsArray()).Select(one => one!["bubble"]!)
                .Count(bubble => ids.Contains((string)bubble["id"]!) && (string)bubble["status"]! != "Sent") == ids.Count;
    }

    private async Task<(int Code, string Output)> RunVerbAsync(params string[] arguments)
    {
        await using var program = ChildProgram.StartLab(LabProgram.Settings(folder.FullPath), arguments);
        return (await program.ExitCodeAsync(), program.Output);
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
