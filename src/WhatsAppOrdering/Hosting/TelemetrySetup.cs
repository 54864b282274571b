using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// OpenTelemetry: our metrics and the platform's, and traces that follow a message from its webhook through the turn to the
/// replies. Nothing in them tells who wrote, or what. What is measured last goes out when the service stops.
/// </summary>
internal static class TelemetrySetup
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(TelemetryOptions.Section);
        services.AddOptions<TelemetryOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        var options = section.ReadOrDefault<TelemetryOptions>();
        if (options.OtlpEndpoint is not { IsAbsoluteUri: true } receiver)
        {
            return services;
        }

        services.AddHostedService<StandingGauges>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("whatsapp-ordering"))
            .WithMetrics(metrics => metrics
                .AddMeter("WhatsAppOrdering.*", "Npgsql", "Microsoft.AspNetCore.RateLimiting")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddOtlpExporter((exporter, reader) =>
                {
                    To(exporter, receiver, "metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricsEvery.TotalMilliseconds;
                }))
            .WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Traced)))
                .AddSource("WhatsAppOrdering.*")
                // The health of a quiet service would be most of its traces.
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter(exporter => To(exporter, receiver, "traces")));
        return services;
    }

    private static void To(OtlpExporterOptions exporter, Uri receiver, string what) =>
        (exporter.Protocol, exporter.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri($"{receiver.AbsoluteUri.TrimEnd('/')}/v1/{what}"));

    /// <summary>A job that never runs must show as late, so its gauge may not wait until somebody runs a job.</summary>
    private sealed class StandingGauges(JobMetrics jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(jobs);
            return Task.CompletedTask;
        }
    }
}
