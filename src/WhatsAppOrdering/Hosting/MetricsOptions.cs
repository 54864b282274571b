using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Hosting;

/// <summary>Where metrics go. They are made in any case; without an address they go nowhere.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>The whole address of an OTLP receiver over HTTP (protobuf), such as a collector's <c>http://collector:4318/v1/metrics</c>.</summary>
    public Uri? OtlpEndpoint { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Metrics:Every must be between 00:00:01 and 00:05:00.")]
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(15);
}
