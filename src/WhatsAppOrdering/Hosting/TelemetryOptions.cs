using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Hosting;

/// <summary>Where metrics and traces go. Both are made in any case; without an address they go nowhere.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>An OTLP receiver over HTTP (protobuf), such as <c>http://collector:4318</c>; <c>/v1/metrics</c> and <c>/v1/traces</c> are added.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How often metrics are sent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Telemetry:MetricsEvery must be between 00:00:01 and 00:05:00.")]
    public TimeSpan MetricsEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The share of webhooks and requests that are followed as traces.</summary>
    [Range(0d, 1d, ErrorMessage = "Telemetry:Traced must be between 0 and 1.")]
    public double Traced { get; set; } = 0.1;
}
