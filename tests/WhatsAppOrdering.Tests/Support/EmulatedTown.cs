extern alias Emulator;

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Emulator::WhatsAppOrdering.Emulator.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The service and the emulator in one process, joined by signed HTTP both ways: one wholesaler and twenty shops with phones.</summary>
public sealed class EmulatedTown(PostgresCluster cluster) : IAsyncLifetime
{
    public const int Shops = 20;
    public const string Approver = "12025550100";

    private WebApplication? _emulator;

    public ServiceUnderTest Service { get; } = new(cluster);

    public Market Market { get; private set; } = null!;

    public HttpClient Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string[] phones = [Approver, .. Enumerable.Range(0, Shops).Select(ShopNumber)];
        _emulator = EmulatorHost.Build(
        [
            "--Emulator:Urls=http://127.0.0.1:0",
            $"--Emulator:AppSecret={ServiceUnderTest.AppSecret}",
            "--Emulator:AccessToken=access-token-of-the-tests",
            "--Emulator:BusinessAccountId=222",
            .. phones.SelectMany((phone, place) => new[]
            {
                $"--Emulator:Phones:{place}:Name=Phone {place}", $"--Emulator:Phones:{place}:Phone={phone}", $"--Emulator:Phones:{place}:UserId=US.{place + 1000}",
            }),
        ]);
        await _emulator.StartAsync();
        Emulator = new HttpClient { BaseAddress = new Uri(_emulator.Urls.First()) };
        Service.Settings["WhatsApp:GraphBaseUrl"] = _emulator.Urls.First();
        Service.Settings["WhatsApp:SendTimeout"] = "00:00:02";
        Service.Settings["Replies:Lease"] = "00:03:00";
        // Six of ten sends fail here, far more than Meta's ever do.
        Service.Settings["Replies:MaxAttempts"] = "20";
        Service.Settings["Replies:WaitForStatus"] = "00:00:05";
        Service.Settings["Replies:ReadMarks"] = "true";
        await Service.InitializeAsync();
        Market = await Market.OpenAsync(Service, [.. Enumerable.Repeat(100_000m, Shops)]);

        var options = _emulator.Services.GetRequiredService<EmulatorOptions>();
        options.WebhookUrl = new Uri(Service.Http.BaseAddress!, "/webhooks/whatsapp").ToString();
        options.PhoneNumberId = Market.PhoneNumberId;
        await Service.ApproveTemplatesAsync();
    }

    public static string ShopNumber(int place) => $"120255501{place + 10:00}";

    public async Task PutAsync(string path, JsonNode body)
    {
        using var answer = await Emulator.PutAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task PostAsync(string path, JsonNode body)
    {
        using var answer = await Emulator.PostAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task ClearFaultsAsync() => (await Emulator.DeleteAsync(new Uri("/emulator/faults", UriKind.Relative))).Dispose();

    public Task SayAsync(string phone, string text) => PostAsync($"phones/{phone}/messages", new JsonObject { ["text"] = text });

    /// <summary>Taps the newest button of this title that the phone shows.</summary>
    public async Task TapAsync(string phone, string title, string below)
    {
        var bubble = await SeesAsync(phone, below, title);
        await PostAsync($"phones/{phone}/taps", new JsonObject
        {
            ["messageId"] = (string)bubble["id"]!,
            ["buttonId"] = (string)bubble["choices"]!.AsArray().First(choice => (string)choice!["title"]! == title)!["id"]!,
        });
    }

    /// <summary>Until the phone shows a bubble of ours with these words (and this button), while the service's jobs ring and its clock runs.</summary>
    public async Task<JsonNode> SeesAsync(string phone, string words, string? button = null)
    {
        JsonNode? found = null;
        await TicksUntilAsync(
            async () => (found = (await BubblesAsync(phone)).LastOrDefault(bubble => Shows(bubble, words, button))) is not null,
            $"{phone} sees {words}");
        return found!;
    }

    public async Task<IReadOnlyList<JsonNode>> BubblesAsync(string phone) =>
        [.. JsonNode.Parse(await Emulator.GetStringAsync(new Uri($"/emulator/phones/{phone}/messages", UriKind.Relative)))!.AsArray().OfType<JsonNode>()];

    /// <summary>Until so many replies to this phone were decided: what was written and tapped last may still be on its way to us.</summary>
    public Task AnsweredAsync(string phone, int replies) => TicksUntilAsync(
        async () => await Service.Database.OneAsync<bool>($"""
            select count(*) >= {replies} as "Value" from outbox where person_id = (select id from person where phone = {phone})
            """),
        $"{phone} is answered {replies} times");

    /// <summary>Until nobody is in quarantine.</summary>
    public Task TrustedAsync() => TicksUntilAsync(
        async () => await Service.Database.OneAsync<bool>($"select not exists (select from membership where quarantined_at is not null) as \"Value\""),
        "all are trusted");

    /// <summary>Until nothing waits anywhere.</summary>
    public Task SettledAsync() => TicksUntilAsync(
        async () => await Service.Database.OneAsync<bool>($"""
            select not exists (select from outbox where state in ('Waiting', 'Sending', 'Ambiguous', 'Accepted'))
                and not exists (select from inbox_message where state = 'Waiting') and not exists (select from inbox_status where state = 'Waiting') as "Value"
            """),
        "all is settled");

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Emulator.Dispose();
        await _emulator!.StopAsync();
        await _emulator.DisposeAsync();
    }

    /// <summary>Whole words: "Shop 1" is not "Shop 10", whose story may have been told before.</summary>
    private static bool Shows(JsonNode bubble, string words, string? button) =>
        !(bool)bubble["fromPhone"]! && Regex.IsMatch((string)bubble["text"]!, $@"(?<!\w){Regex.Escape(words)}(?!\w)")
        && (button is null || bubble["choices"]!.AsArray().Any(choice => (string)choice!["title"]! == button));

    /// <summary>Waits of seconds and minutes are the clock's: it goes on five seconds each time round.</summary>
    private Task TicksUntilAsync(Func<Task<bool>> isSo, string what) => Until.SoAsync(
        async () =>
        {
            if (await isSo())
            {
                return true;
            }

            await Service.Database.MoveClockAsync(TimeSpan.FromSeconds(5));
            await Service.RunAsync<HandleStrandedMessages>();
            await Service.RunAsync<ResendReplies>();
            await Service.RunAsync<ActOnNews>();
            await Service.RunAsync<EscalateRequests>();
            return false;
        },
        async () => $"It never came to pass that {what}.\n{await StateAsync()}");

    /// <summary>Where everything stands, for whoever has to find out why a story did not end.</summary>
    private async Task<string> StateAsync() => string.Join("\n", await Service.Database.AskAsync<string>($"""
        select format('message %s %s attempts %s next %s leased %s: %s %s', p.name, m.type, m.attempts, m.next_attempt_at, m.leased_until, m.state, m.reason) as "Value"
        from inbox_message m left join person p on p.phone_number_id = m.phone_number_id and p.id = m.person_id
        union all
        select format('reply %s %s attempt %s next %s: %s %s', p.name, o.reply, o.attempt, o.next_attempt_at, o.state, o.error)
        from outbox o join person p on p.phone_number_id = o.phone_number_id and p.id = o.person_id
        union all select format('status %s at %s', s.state, s.sent_at) from inbox_status s where s.state = 'Waiting'
        union all select format('pause %s', p) from send_pause p
        union all select format('order %s %s, expires %s', o.number, o.status, o.expires_at) from sales_order o
        union all select format('now %s', clock_now())
        """));
}
