using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>A network between service and database: what goes in comes out so much later, each way. It costs bandwidth nothing.</summary>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly TimeSpan _oneWay;
    private readonly Task _accepting;

    /// <param name="roundTrip">There and back.</param>
    public DelayingProxy(int serverPort, TimeSpan roundTrip)
    {
        (_server, _oneWay) = (new IPEndPoint(IPAddress.Loopback, serverPort), roundTrip / 2);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        await far.ConnectAsync(_server, _stop.Token);
        await Task.WhenAny(OneWayAsync(near, far), OneWayAsync(far, near));
    }

    private async Task OneWayAsync(Socket from, Socket to)
    {
        var under = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        var delivering = DeliverAsync(under.Reader, to);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                under.Writer.TryWrite((Stopwatch.GetTimestamp() + (long)(_oneWay.TotalSeconds * Stopwatch.Frequency), buffer[..count]));
            }
        }
        catch (Exception cut) when (cut is SocketException or OperationCanceledException)
        {
            // One end has gone.
        }

        under.Writer.Complete();
        await delivering;
    }

    private static async Task DeliverAsync(ChannelReader<(long Due, byte[] Bytes)> under, Socket to)
    {
        try
        {
            await foreach (var (due, bytes) in under.ReadAllAsync())
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left);
                }

                await to.SendAsync(bytes);
            }
        }
        catch (SocketException)
        {
            // The other end has gone.
        }
    }
}
