using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Hosting;

/// <summary>Sends our metrics and the platform's to an OTLP receiver, and once more when the service stops.</summary>
internal sealed class MetricsExport(IOptions<MetricsOptions> options, IServiceProvider services) : IHostedService
{
    /// <summary>The platform's: requests by route and status, calls to Meta, connections by pool, memory and collections.</summary>
    private static readonly string[] OfThePlatform = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting", "System.Net.Http", "System.Runtime", "Npgsql"];

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OtlpEndpoint is { } endpoint)
        {
            // A job that never runs must show as late, so this one may not wait until somebody runs a job.
            services.GetRequiredService<JobMetrics>();
            _provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("whatsapp-ordering"))
                .AddMeter("WhatsAppOrdering.*")
                .AddMeter(OfThePlatform)
                .AddOtlpExporter((exporter, reader) =>
                {
                    (exporter.Protocol, exporter.Endpoint) = (OtlpExportProtocol.HttpProtobuf, endpoint);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Value.Every.TotalMilliseconds;
                })
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.Dispose();
        return Task.CompletedTask;
    }
}
