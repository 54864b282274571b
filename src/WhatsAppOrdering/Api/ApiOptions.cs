using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Api;

/// <summary>Bounds of the HTTP interface.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Calls per key and minute; more get RATE_LIMITED.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Api:CallsPerMinute must be between 1 and 1000000.")]
    public int CallsPerMinute { get; set; } = 6000;

    /// <summary>Calls with keys that are none, per remote address and minute; more get RATE_LIMITED.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Api:WrongKeysPerMinute must be between 1 and 1000000.")]
    public int WrongKeysPerMinute { get; set; } = 60;
}
