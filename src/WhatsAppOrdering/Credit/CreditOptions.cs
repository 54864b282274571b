using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Credit;

/// <summary>How long a decision waits for a busy line, and how often it is tried again.</summary>
public sealed class CreditOptions
{
    public const string Section = "Credit";

    /// <summary>Bound of each wait (key, queue, row). Zero: do not wait at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:08", ErrorMessage = "Credit:LockTimeout must be between 00:00:00 and 00:00:08.")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Retries of the whole transaction after the first try.</summary>
    [Range(0, 10, ErrorMessage = "Credit:MaxRetries must be between 0 and 10.")]
    public int MaxRetries { get; set; } = 3;

    internal int LockTimeoutMilliseconds => (int)LockTimeout.TotalMilliseconds;
}
