using System.Net;
using System.Net.Sockets;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// Ports for what must know its own before it listens. They lie below those that the system gives to connections and to port 0
/// (32768 and up on Linux), so that between the look and the use nothing takes them by chance.
/// </summary>
internal static class FreePort
{
    private const int First = 16_000;
    private const int Count = 16_000;

    private static int last = Environment.ProcessId * 37;

    /// <summary>A port that nothing listens on, given once.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref last) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's own; the next.
            }
        }

        throw new InvalidOperationException($"Nothing is free between {First} and {First + Count}.");
    }
}
