extern alias Emulator;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Emulator::WhatsAppOrdering.Emulator.Hosting;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

/// <summary>An emulator of its own for one test, on a free port, with a service's webhook that writes down what it gets.</summary>
public sealed class RunningEmulator : IAsyncLifetime
{
    public const string Retailer = "12025550101";
    public const string Silent = "12025550102";
    public const string Secret = "a secret of the test";
    public const string Messages = "/v23.0/111/messages";
    public const string Templates = "/v23.0/222/message_templates";

    private WebApplication? app;

    public ReceivingWebhook Webhook { get; } = new();

    /// <summary>Where its state outlives a restart; none by default.</summary>
    public string? StateFolder { get; init; }

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Webhook.InitializeAsync();
        await StartAsync();
    }

    /// <summary>Ends as by Ctrl+C and starts anew.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        Http.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
    }

    public async Task StartAsync()
    {
        app = EmulatorHost.Build(
        [
            .. StateFolder is null ? Array.Empty<string>() : [$"--Emulator:StateFolder={StateFolder}"],
            "--Emulator:Urls=http://127.0.0.1:0",
            $"--Emulator:WebhookUrl={Webhook.Address}/webhooks/whatsapp",
            $"--Emulator:ClockUrl={Webhook.Address}/clock",
            $"--Emulator:AppSecret={Secret}",
            "--Emulator:AccessToken=a-token",
            "--Emulator:PhoneNumberId=111",
            "--Emulator:BusinessAccountId=222",
            "--Emulator:Phones:0:Name=Zoë's Shop",
            $"--Emulator:Phones:0:Phone=+{Retailer}",
            "--Emulator:Phones:0:UserId=US.1349",
            "--Emulator:Phones:0:WindowOpen=true",
            "--Emulator:Phones:1:Name=Silent Shop",
            $"--Emulator:Phones:1:Phone={Silent}",
        ]);
        await app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Webhook.DisposeAsync();
    }

    public Task<HttpResponseMessage> SendAsync(JsonObject message) => Http.PostAsJsonAsync(Messages, message);

    /// <summary>Sends a message that must be accepted and returns its wamid.</summary>
    public async Task<string> SendAcceptedAsync(JsonObject message)
    {
        using var answer = await SendAsync(message);
        answer.EnsureSuccessStatusCode();
        return (string)(await JsonAsync(answer))["messages"]![0]!["id"]!;
    }

    /// <summary>Sends a message that must be refused and returns Meta's code.</summary>
    public async Task<int> SendRefusedAsync(JsonObject message)
    {
        using var answer = await SendAsync(message);
        Assert.False(answer.IsSuccessStatusCode);
        return (int)(await JsonAsync(answer))["error"]!["code"]!;
    }

    public async Task<JsonObject> PostAsync(string path, JsonObject body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await JsonAsync(answer);
    }

    public async Task<JsonNode> GetAsync(string path) =>
        JsonNode.Parse(await Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    public async Task<JsonArray> BubblesAsync(string phone) => (await GetAsync($"/emulator/phones/{phone}/messages")).AsArray();

    public async Task LookAsync(string phone)
    {
        using var answer = await Http.PostAsync(new Uri($"/emulator/phones/{phone}/read", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
}
