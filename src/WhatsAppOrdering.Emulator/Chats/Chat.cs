using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>One person's chat with the business. Callers hold <see cref="Gate"/> while they read or change it.</summary>
public sealed class Chat(PhoneOptions person, string phone, DateTimeOffset? lastWroteAt)
{
    private readonly List<Bubble> bubbles = [];
    private readonly Dictionary<string, int> places = [];

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

    public IReadOnlyList<Bubble> Bubbles => bubbles;

    public DateTimeOffset? LastWroteAt { get; set; } = lastWroteAt;

    public DateTimeOffset? WindowOpenUntil(DateTimeOffset now) =>
        LastWroteAt is { } wrote && now < wrote + Window ? wrote + Window : null;

    public Bubble? Find(string id) => places.TryGetValue(id, out var place) ? bubbles[place] : null;

    /// <summary>This bubble and all before it; none when it is not here.</summary>
    public IEnumerable<Bubble> UpTo(string id) => places.TryGetValue(id, out var place) ? bubbles.Take(place + 1) : [];

    public void Add(Bubble bubble)
    {
        ArgumentNullException.ThrowIfNull(bubble);
        places[bubble.Id] = bubbles.Count;
        bubbles.Add(bubble);
    }

    public void Replace(Bubble bubble)
    {
        ArgumentNullException.ThrowIfNull(bubble);
        bubbles[places[bubble.Id]] = bubble;
    }

    /// <summary>As it was kept.</summary>
    public void Restore(IEnumerable<Bubble> kept)
    {
        bubbles.Clear();
        places.Clear();
        kept.ToList().ForEach(Add);
    }
}
