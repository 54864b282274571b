using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Conversations;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>What shops' words came to at one service, from now on, by its metric.</summary>
public sealed class KeptMoves : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, byte> _moves = new();

    public KeptMoves(IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other services of this process have meters of that name, too.
            if (instrument.Meter.Name == ConversationMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _moves.TryAdd((string)tags[0].Value!, 0));
        _listener.Start();
    }

    public IReadOnlyList<string> All => [.. _moves.Keys];

    public void Dispose() => _listener.Dispose();
}
