using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>A phone as the page lists it; the window is closed when <c>WindowOpenUntil</c> is absent.</summary>
public sealed record PhoneView(string Phone, string Name, PhoneRole Role, string? UserId, DateTimeOffset? WindowOpenUntil, int Unread);

/// <summary>What the page starts from; <c>WebhookProblem</c> is absent while the service answers.</summary>
public sealed record EmulatorView(
    string BusinessName, string BusinessPhone, ClockView Clock, string? WebhookProblem, IReadOnlyList<PhoneView> Phones, string? TimeZone);

public sealed record WriteRequest(string? Text, string? ClientId);

public sealed record TapRequest(string? MessageId, string? ButtonId, string? ClientId);

/// <summary>The emulator's own face, for its page and for tests. Nothing here exists at Meta.</summary>
public static class ControlEndpoints
{
    private const int LongestText = 4096;

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup("/emulator");
        control.MapGet("/phones", See);
        control.MapGet("/events", (EventStream events, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(events.SubscribeAsync(cancellationToken)));
        control.MapGet("/phones/{phone}/messages", (string phone, ChatBook chats) =>
            WithChat(chats, phone, chat => TypedResults.Ok(Bubbles(chat))));
        control.MapPost("/phones/{phone}/messages", (string phone, WriteRequest request, ChatBook chats, PersonActions person) =>
            WithChat(chats, phone, chat => Write(chat, request, person)));
        control.MapPost("/phones/{phone}/taps", (string phone, TapRequest request, ChatBook chats, PersonActions person) =>
            WithChat(chats, phone, chat => Tap(chat, request, person)));
        control.MapPost("/phones/{phone}/read", (string phone, ChatBook chats, PersonActions person) =>
            WithChat(chats, phone, chat =>
            {
                person.Look(chat);
                return TypedResults.NoContent();
            }));
    }

    private static IResult WithChat(ChatBook chats, string phone, Func<Chat, IResult> act) =>
        chats.ByPhone(phone) is { } chat ? act(chat) : TypedResults.Problem("There is no such phone.", statusCode: 404);

    private static EmulatorView See(ChatBook chats, EmulatorClock clock, EmulatorOptions options, WebhookQueue webhooks)
    {
        var now = clock.GetUtcNow();
        return new EmulatorView(
            options.BusinessName,
            options.DisplayPhoneNumber,
            new ClockView(now, clock.OffsetSeconds, null),
            webhooks.Problem,
            [.. chats.All.Select(chat => View(chat, now))],
            options.TimeZone);
    }

    private static PhoneView View(Chat chat, DateTimeOffset now)
    {
        lock (chat.Gate)
        {
            var unread = chat.Bubbles.Count(bubble => !bubble.FromPhone && bubble.Status != BubbleStatus.Read);
            return new PhoneView(chat.Phone, chat.Name, chat.Role, chat.UserId, chat.WindowOpenUntil(now), unread);
        }
    }

    private static List<Bubble> Bubbles(Chat chat)
    {
        lock (chat.Gate)
        {
            return [.. chat.Bubbles];
        }
    }

    private static IResult Write(Chat chat, WriteRequest request, PersonActions person) =>
        string.IsNullOrWhiteSpace(request.Text) || request.Text.Length > LongestText
            ? TypedResults.Problem($"text must have 1 to {LongestText} characters.", statusCode: 400)
            : TypedResults.Ok(person.Write(chat, request.Text, request.ClientId));

    private static IResult Tap(Chat chat, TapRequest request, PersonActions person) =>
        person.Tap(chat, request.MessageId ?? "", request.ButtonId ?? "", request.ClientId) is { } tap
            ? TypedResults.Ok(tap)
            : TypedResults.Problem("This phone shows no such button.", statusCode: 404);
}
