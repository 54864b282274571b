using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Conversations;

/// <summary>How much of one person is answered, and how long words are kept.</summary>
public sealed class ConversationOptions
{
    public const string Section = "Conversations";

    /// <summary>Messages of one person within <see cref="FloodWithin"/> that are read; what comes beyond them is not.</summary>
    [Range(1, 10_000, ErrorMessage = "Conversations:FloodMessages must be between 1 and 10000.")]
    public int FloodMessages { get; set; } = 100;

    [Range(typeof(TimeSpan), "00:00:10", "24:00:00", ErrorMessage = "Conversations:FloodWithin must be between 00:00:10 and 24:00:00.")]
    public TimeSpan FloodWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often somebody who writes too much is told so.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "24:00:00", ErrorMessage = "Conversations:FloodRest must be between 00:01:00 and 24:00:00.")]
    public TimeSpan FloodRest { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Strangers that one number answers in an hour; each hears one message a day at most.</summary>
    [Range(0, 100_000, ErrorMessage = "Conversations:StrangersPerHour must be between 0 and 100000.")]
    public int StrangersPerHour { get; set; } = 100;

    /// <summary>How long the bytes of webhooks and the facts of replies are kept; keys, decisions and the ledger stay for ever.</summary>
    [Range(typeof(TimeSpan), "8.00:00:00", "3650.00:00:00", ErrorMessage = "Conversations:KeepTexts must be between 8.00:00:00 (Meta repeats for seven days) and 3650.00:00:00.")]
    public TimeSpan KeepTexts { get; set; } = TimeSpan.FromDays(90);
}
