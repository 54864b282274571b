using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Replies;

/// <summary>How replies are sent and tried again.</summary>
public sealed class ReplyOptions
{
    public const string Section = "Replies";

    /// <summary>How long one attempt may take before its outcome counts as unknown; longer than <c>WhatsApp:SendTimeout</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Replies:Lease must be between 00:00:01 and 01:00:00.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an unknown outcome waits for a status webhook.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Replies:WaitForStatus must be between 00:00:00 and 01:00:00.")]
    public TimeSpan WaitForStatus { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Attempts before a reply is given up.</summary>
    [Range(1, 20, ErrorMessage = "Replies:MaxAttempts must be between 1 and 20.")]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a reply that certainly did not leave (no connection, one person's limit) is tried before it is given up.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "Replies:Patience must be between 00:01:00 and 7.00:00:00.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// People to whom this node sends at once. Each waits for Meta's answer, some 0.3 s: 32 make about a hundred messages a
    /// second, more than one number may send.
    /// </summary>
    [Range(1, 256, ErrorMessage = "Replies:Workers must be between 1 and 256.")]
    public int Workers { get; set; } = 32;

    /// <summary>How long before the end of the 24 hours we stop trusting the window.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "12:00:00", ErrorMessage = "Replies:WindowMargin must be between 00:00:00 and 12:00:00.")]
    public TimeSpan WindowMargin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether a person is shown that we have read him and are typing, before his reply leaves.</summary>
    public bool ReadMarks { get; set; } = true;

    /// <summary>Messages a second that one of our numbers sends on each node; Meta's ordinary throughput is 80, in and out.</summary>
    [Range(1, 10_000, ErrorMessage = "Replies:NumberPerSecond must be between 1 and 10000.")]
    public int NumberPerSecond { get; set; } = 60;

    /// <summary>Messages that one person gets at once before <see cref="PairEvery"/> holds; Meta's bound is 45.</summary>
    [Range(1, 45, ErrorMessage = "Replies:PairBurst must be between 1 and 45.")]
    public int PairBurst { get; set; } = 20;

    /// <summary>The pace to one person after that; Meta's is one in 6 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Replies:PairEvery must be between 00:00:00 and 00:05:00.")]
    public TimeSpan PairEvery { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>What Meta charges for one message of a category (utility, marketing, authentication, service), from its rate card; none: not known.</summary>
    public Dictionary<string, decimal> Prices { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>ISO 4217 currency of <see cref="Prices"/>.</summary>
    [RegularExpression("[A-Z]{3}", ErrorMessage = "Replies:PriceCurrency must be three capital letters.")]
    public string PriceCurrency { get; set; } = "USD";
}
