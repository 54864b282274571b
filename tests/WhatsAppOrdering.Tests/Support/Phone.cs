using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Somebody's WhatsApp chat with one of our numbers. Each verb waits until the service has done all it has to do.</summary>
public sealed class Phone(ServiceUnderTest service, string phoneNumberId, string number)
{
    public string Number => number;

    public string PhoneNumberId => phoneNumberId;

    /// <summary>What was posted for this person, refused or not, oldest first.</summary>
    public IReadOnlyList<Bubble> Bubbles =>
        [.. service.Meta.Requests
            .Where(request => request.Body.Length > 0 && request.Path.Contains($"/{phoneNumberId}/messages", StringComparison.Ordinal))
            .Select(request => Bubble.Read(request.Body)).Where(bubble => bubble.To == number)];

    public Bubble Last => Bubbles[^1];

    public Task<Bubble> SaysAsync(string text) => WritesAsync(Text(text));

    /// <summary>Taps a button of the newest bubble that has one with this title, in the shape that Meta gives it.</summary>
    public Task<Bubble> TapsAsync(string title) => TapsAsync(Button(title));

    public async Task<Bubble> TapsAsync(BubbleButton button) => await WritesAsync(await TapAsync(button));

    public BubbleButton Button(string title) =>
        Bubbles.Last(bubble => bubble.Buttons.Any(button => button.Title == title)).Button(title);

    /// <summary>Sends one message of any kind; the newest bubble then is the answer.</summary>
    public Task<Bubble> WritesAsync(JsonObject message) => WritesAsync(Task.FromResult(message));

    public JsonObject Text(string text, DateTimeOffset at) => Webhook.Text(number, text, at);

    public async Task<JsonObject> TapAsync(BubbleButton button)
    {
        var now = await service.Database.NowAsync();
        return button.OfTemplate ? Webhook.TemplateTap(number, button, now) : Webhook.InteractiveTap(number, button, now);
    }

    /// <summary>Meta's news of a message of ours to this person.</summary>
    public async Task HearsAsync(string wamid, string status, string? callbackData = null, int? errorCode = null)
    {
        await service.ReceiveAsync(Webhook.Of(
            phoneNumberId, Webhook.Status(wamid, status, await service.Database.NowAsync(), callbackData, errorCode)));
        await service.IdleAsync();
    }

    public async Task<JsonObject> MessageAsync(string type, JsonNode content) =>
        Webhook.Message(number, type, content, await service.Database.NowAsync());

    private async Task<JsonObject> Text(string text) => Text(text, await service.Database.NowAsync());

    /// <summary>Sends one message that may have no answer.</summary>
    public async Task SendsAsync(JsonObject message)
    {
        await service.ReceiveAsync(Webhook.Of(phoneNumberId, message));
        await service.IdleAsync();
    }

    private async Task<Bubble> WritesAsync(Task<JsonObject> message)
    {
        await SendsAsync(await message);
        return Last;
    }
}
