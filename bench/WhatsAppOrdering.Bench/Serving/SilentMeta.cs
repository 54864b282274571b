using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>Meta's server as a cheap stand-in: takes every send and tells nothing afterwards.</summary>
internal sealed class SilentMeta : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _taken;

    private SilentMeta()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(string.Create(
                CultureInfo.InvariantCulture, $$"""{"messaging_product":"whatsapp","messages":[{"id":"wamid.bench.{{Interlocked.Increment(ref _taken)}}"}]}"""));
        });
    }

    public string Address => _app.Urls.First();

    public static async Task<SilentMeta> StartAsync()
    {
        var meta = new SilentMeta();
        await meta._app.StartAsync();
        return meta;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
