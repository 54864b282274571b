using System.Threading.Channels;

namespace WhatsAppOrdering.Emulator.State;

/// <summary>A bell: something that outlives a restart has changed. Whoever rings it never waits.</summary>
public sealed class StateChanges
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Tell() => bell.Writer.TryWrite(true);

    public async Task WaitAsync(CancellationToken cancellationToken) => await bell.Reader.ReadAsync(cancellationToken);
}
