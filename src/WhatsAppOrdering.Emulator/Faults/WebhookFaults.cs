namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>
/// How the way to the service misbehaves, until it is changed: each post so many times over, a batch shuffled, up to
/// so many updates in one post, each post late, and posts that were answered sent again later. Meta re-sends for seven
/// days; here the pauses between the repeats are as short as the test wants.
/// </summary>
/// <param name="Copies">Posts of each body, 1 without fault.</param>
/// <param name="Shuffle">Updates of one batch, and its copies, in random order.</param>
/// <param name="Batch">Most updates in one post; more than Meta's ordinary handful waits a little to fill up.</param>
/// <param name="DelayMs">Before each post.</param>
/// <param name="Resends">How often a post that was answered comes again.</param>
/// <param name="ResendEveryMs">The pause before each of them.</param>
/// <param name="Seed">Of the shuffling.</param>
public sealed record WebhookFault(
    int Copies = 1, bool Shuffle = false, int Batch = WebhookFault.Ordinary, int DelayMs = 0, int Resends = 0, int ResendEveryMs = 1000, int Seed = 1)
{
    public const int Ordinary = 5;

    public bool IsSane => Copies is >= 1 and <= 100 && Batch is >= 1 and <= 1000 && DelayMs is >= 0 and <= 120_000
        && Resends is >= 0 and <= 100 && ResendEveryMs is >= 1 and <= 120_000;
}

/// <summary>The present one.</summary>
public sealed class WebhookFaults
{
    private volatile WebhookFault current = new();

    public WebhookFault Current
    {
        get => current;
        set
        {
            Random = new Random(value.Seed);
            current = value;
        }
    }

    /// <summary>Used by the one sender only.</summary>
    public Random Random { get; private set; } = new(1);
}
