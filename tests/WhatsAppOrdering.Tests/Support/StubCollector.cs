using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>An OTLP receiver on a local port that remembers which metrics came, under the names that Prometheus gives them, and the traces' spans.</summary>
public sealed class StubCollector : IAsyncDisposable
{
    // Field numbers of opentelemetry/proto/metrics/v1/metrics.proto.
    private const int ResourceMetrics = 1;
    private const int ScopeMetrics = 2;
    private const int Metrics = 2;
    private const int Name = 1;
    private const int Unit = 3;
    private const int Sum = 7;
    private const int Histogram = 9;

    // And of trace.proto, whose resources and scopes have the same numbers.
    private const int SpanTrace = 1;
    private const int SpanId = 2;
    private const int SpanParent = 4;
    private const int SpanName = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _names = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentQueue<Span> _spans = new();

    private StubCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>For <c>Telemetry:OtlpEndpoint</c>.</summary>
    public string Endpoint => _app.Urls.First();

    /// <summary>What was followed.</summary>
    public IReadOnlyCollection<Span> Followed => [.. _spans];

    /// <summary>Such as <c>credit_lock_wait_seconds_bucket</c>.</summary>
    public IReadOnlyCollection<string> Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Everything that came, as far as it is text.</summary>
    public string Text => string.Join('\n', _bodies);

    public static async Task<StubCollector> StartAsync()
    {
        var collector = new StubCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _bodies.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
        var scopes =
            (from resource in Fields(body.ToArray())
             where resource.Number == ResourceMetrics
             from scope in Fields(resource.Value)
             where scope.Number == ScopeMetrics
             from item in Fields(scope.Value)
             where item.Number == Metrics
             select Fields(item.Value).ToLookup(field => field.Number, field => field.Value)).ToList();
        if (context.Request.Path == "/v1/traces")
        {
            scopes.ForEach(span => _spans.Enqueue(new(
                Convert.ToHexString(span[SpanTrace].Single()), Convert.ToHexString(span[SpanId].Single()),
                Convert.ToHexString(span[SpanParent].SingleOrDefault() ?? []), Encoding.UTF8.GetString(span[SpanName].Single()))));
        }
        else
        {
            scopes.ForEach(Take);
        }
    }

    private void Take(ILookup<int, byte[]> metric)
    {
        var name = Encoding.UTF8.GetString(metric[Name].Single()).Replace('.', '_');
        var full = metric[Unit].Any(unit => Encoding.UTF8.GetString(unit) == "s") ? $"{name}_seconds" : name;
        string[] suffixes = metric.Contains(Histogram) ? ["_bucket", "_count", "_sum"] : metric.Contains(Sum) ? ["_total"] : [""];
        suffixes.ToList().ForEach(suffix => _names[full + suffix] = true);
    }

    /// <summary>The fields of a protobuf message that have a length; the others are passed over.</summary>
    private static IEnumerable<(int Number, byte[] Value)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return ((int)(tag >> 3), message[at..(at + length)]);
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }

    /// <summary>One step of a trace; ids in hexadecimal, the parent's empty for a beginning.</summary>
    public sealed record Span(string Trace, string Id, string Parent, string Name);

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }
    }
}
