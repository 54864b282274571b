using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>One person's chat with the business. Callers hold <see cref="Gate"/> while they read or change it.</summary>
public sealed class Chat(PhoneOptions person, string phone, DateTimeOffset? lastWroteAt)
{
    /// <summary>Meta's "customer service window".</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public Lock Gate { get; } = new();

    public string Phone { get; } = phone;

    public string Name => person.Name;

    /// <summary>The number as the service is told it; <see cref="Phone"/> stays the phone's name in the emulator.</summary>
    public string Number { get; set; } = phone;

    /// <summary>The person uses a user name: webhooks and answers carry the user id only.</summary>
    public bool HidesNumber { get; set; }

    public string? UserId { get; set; } = person.UserId;

    public string? WaId => HidesNumber ? null : Number;

    public PhoneRole Role => person.Role;

    public List<Bubble> Bubbles { get; } = [];

    public DateTimeOffset? LastWroteAt { get; set; } = lastWroteAt;

    public DateTimeOffset? WindowOpenUntil(DateTimeOffset now) =>
        LastWroteAt is { } wrote && now < wrote + Window ? wrote + Window : null;

    public Bubble? Find(string id) => Bubbles.Find(bubble => bubble.Id == id);

    public void Replace(Bubble bubble) => Bubbles[Bubbles.FindIndex(old => old.Id == bubble.Id)] = bubble;
}
