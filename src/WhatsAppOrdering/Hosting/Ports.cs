using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace WhatsAppOrdering.Hosting;

/// <summary>Notices a taken port before anything is begun that would have to be taken back.</summary>
public static class Ports
{
    /// <param name="addresses">As in <c>--urls</c>: semicolons between them.</param>
    /// <param name="whatToDo">How another address is given, for the message.</param>
    /// <exception cref="StartFailedException">Somebody listens there, or it is no address.</exception>
    public static void MustBeFree(string addresses, string whatToDo)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        foreach (var address in addresses.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            MustBeFree(address, Parse(address), whatToDo);
        }
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException odd)
        {
            throw new StartFailedException($"'{address}' is no address to listen on; it should look like http://127.0.0.1:5080.", odd);
        }
    }

    private static void MustBeFree(string address, BindingAddress parsed, string whatToDo)
    {
        var host = parsed.Host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(host, parsed.Port);
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new StartFailedException($"Somebody else listens on {address} already, perhaps an earlier start of this program. Stop that one, or {whatToDo}.", taken);
        }
        catch (SocketException)
        {
            // Not ours to judge: the server says what it thinks of the address.
        }
    }
}
