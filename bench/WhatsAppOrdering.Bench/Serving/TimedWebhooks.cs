using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>Times each webhook from its headers to its answer, for whoever posts them.</summary>
internal sealed class TimedWebhooks : IStartupFilter
{
    public Latencies Latencies { get; set; } = new();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, then) =>
        {
            var began = Stopwatch.GetTimestamp();
            await then(context);
            if (context.Request.Path.StartsWithSegments("/webhooks"))
            {
                Latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        });
        next(app);
    };
}
