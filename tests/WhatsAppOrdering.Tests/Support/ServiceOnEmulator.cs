extern alias Emulator;

using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Emulator::WhatsAppOrdering.Emulator.Chats;
using Emulator::WhatsAppOrdering.Emulator.Hosting;
using Emulator::WhatsAppOrdering.Emulator.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// The service with the emulator as its Meta: what people write and tap comes by the emulator's webhooks, and what we say
/// reaches a phone only if the emulator takes it (limits, windows, approved templates). Of several markets it plays the number
/// that was written to last; sends from the others are accepted and shown nowhere.
/// </summary>
public class ServiceOnEmulator(PostgresCluster cluster) : ServiceUnderTest(cluster)
{
    /// <summary>A wholesaler, five shops, and two whom nobody knows yet.</summary>
    private static readonly string[] phones =
        ["12025550100", "12025550110", "12025550111", "12025550112", "12025550113", "12025550114", "12025550180", "12025550190"];

    private static readonly TimeSpan Quickly = TimeSpan.FromMilliseconds(5);

    private WebApplication? _emulator;
    private HttpClient? _control;
    private int _sent;

    /// <summary>How many messages of ours the phones show.</summary>
    public int Shown => phones.Sum(phone => ChatOf(phone).Bubbles.Count(bubble => !bubble.FromPhone));

    /// <summary>How many messages were accepted for them.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Whose phone Meta says that it cannot reach; of one market's only.</summary>
    public string? Unreached { get; set; }

    private EmulatorOptions Options => _emulator!.Services.GetRequiredService<EmulatorOptions>();

    private WebhookQueue Webhooks => _emulator!.Services.GetRequiredService<WebhookQueue>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Options.WebhookUrl = new Uri(Http.BaseAddress!, "/webhooks/whatsapp").ToString();
        await this.ApproveTemplatesAsync();
    }

    public override async Task DeliverAsync(string phoneNumberId, params JsonObject[] messages)
    {
        if (Options.PhoneNumberId != phoneNumberId)
        {
            Options.PhoneNumberId = phoneNumberId;
            Unreached = null;
            await Task.WhenAll(phones.Select(phone => PutAsync($"phones/{phone}", new JsonObject { ["windowOpen"] = false })));
        }

        // More than Meta's ordinary handful waits a little, so that all of them are in one post.
        await PutAsync("faults/webhooks", new JsonObject { ["batch"] = messages.Length > 1 ? 200 : 5 });
        if (messages is [var only])
        {
            await DeliverAsync(only);
        }
        else
        {
            await PostAsync($"phones/{(string)messages[0]["from"]!}/items", new JsonArray([.. messages]));
        }
    }

    public override async Task PassAsync(TimeSpan time)
    {
        await base.PassAsync(time);
        await PostAsync("clock", new JsonObject { ["advanceSeconds"] = (long)time.TotalSeconds });
    }

    public override async Task IdleAsync()
    {
        do
        {
            await Until.SoAsync(() => Task.FromResult(Webhooks.IsIdle), () => $"The emulator has updates left: {Webhooks.Problem}", between: Quickly);
            await base.IdleAsync();
        }
        while (!Webhooks.IsIdle);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        _control!.Dispose();
        await _emulator!.StopAsync();
        await _emulator.DisposeAsync();
    }

    protected override async Task<ScriptedCloudApi> StartMetaAsync()
    {
        _emulator = EmulatorHost.Build(
        [
            "--Emulator:Urls=http://127.0.0.1:0",
            $"--Emulator:AppSecret={AppSecret}",
            "--Emulator:AccessToken=access-token-of-the-tests",
            "--Emulator:BusinessAccountId=222",
            // Stories pass in no time.
            "--Emulator:PairBurst=100000",
            "--Emulator:MessagesPerSecond=100000",
            .. phones.SelectMany((phone, place) => new[] { $"--Emulator:Phones:{place}:Name=Phone {place}", $"--Emulator:Phones:{place}:Phone={phone}" }),
        ]);
        await _emulator.StartAsync();
        _control = new HttpClient { BaseAddress = new Uri(_emulator.Urls.First()) };
        return await StubCloudApi.StartAsync(ForwardAsync);
    }

    /// <summary>A tap on what the phone shows is one; whatever else comes, somebody else's button too, in Meta's own JSON.</summary>
    private async Task DeliverAsync(JsonObject message)
    {
        var from = (string)message["from"]!;
        var tapped = (string?)(message["interactive"]?["button_reply"]?["id"] ?? message["button"]?["payload"]);
        await (tapped is not null && ChatOf(from).Bubbles.LastOrDefault(bubble => bubble.Choices.Any(choice => choice.Id == tapped)) is { } bubble
            ? PostAsync($"phones/{from}/taps", new JsonObject { ["messageId"] = bubble.Id, ["buttonId"] = tapped })
            : PostAsync($"phones/{from}/items", message));
    }

    private async Task<StubAnswer.Reply?> ForwardAsync(HttpRequest request, byte[] body)
    {
        var isMessage = request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        if (request.Path.Value.Split('/') is [.., var number, "messages" or "media"] && number != Options.PhoneNumberId)
        {
            return null;
        }

        if (isMessage && Unreached is { } unreached && Bubble.Read(Encoding.UTF8.GetString(body)).To == unreached)
        {
            return new StubAnswer.Reply(400, """{"error":{"message":"(#131026) Message undeliverable","type":"OAuthException","code":131026,"fbtrace_id":"A"}}""");
        }

        using var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), new Uri($"{request.Path}{request.QueryString}", UriKind.Relative));
        forwarded.Content = new ByteArrayContent(body);
        forwarded.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        forwarded.Headers.TryAddWithoutValidation("Authorization", request.Headers.Authorization.ToString());
        using var answer = await _control!.SendAsync(forwarded);
        if (isMessage && answer.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _sent);
        }

        return new StubAnswer.Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task PostAsync(string path, JsonNode body)
    {
        using var answer = await _control!.PostAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task PutAsync(string path, JsonNode body)
    {
        using var answer = await _control!.PutAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private Chat ChatOf(string phone) => _emulator!.Services.GetRequiredService<ChatBook>().ByPhone(phone)!;
}
