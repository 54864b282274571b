using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Replies;

/// <summary>How replies are sent and tried again.</summary>
public sealed class ReplyOptions
{
    public const string Section = "Replies";

    /// <summary>How long one attempt may take before its outcome counts as unknown.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an unknown outcome waits for a status webhook.</summary>
    public TimeSpan WaitForStatus { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Attempts before a reply is given up.</summary>
    [Range(1, 20, ErrorMessage = "Replies:MaxAttempts must be between 1 and 20.")]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long before the end of the 24 hours we stop trusting the window.</summary>
    public TimeSpan WindowMargin { get; set; } = TimeSpan.FromMinutes(10);
}
