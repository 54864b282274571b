using System.Security.Cryptography;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>Message ids in Meta's look: opaque Base64 with plus and slash, never to be taken apart.</summary>
public static class Wamid
{
    private const int Bytes = 30;

    public static string New() => "wamid." + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
}
