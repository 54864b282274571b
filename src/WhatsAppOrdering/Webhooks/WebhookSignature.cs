using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>
/// The proof that a webhook came from Meta: header <c>X-Hub-Signature-256: sha256=&lt;hex&gt;</c>, HMAC-SHA256 with the
/// app secret (Meta's "Create a webhook endpoint").
/// </summary>
public static class WebhookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>
    /// True when the header is the HMAC of exactly these bytes under the current or the previous secret.
    /// The bytes must be those of the wire: Meta escapes slashes and non-ASCII, so a re-serialised body never matches.
    /// Hex digits may be of either case, since what is compared are the 32 bytes. A missing or odd header and a blank
    /// secret are false; never throws.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> body, string? header, WhatsAppOptions options)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return !string.IsNullOrWhiteSpace(options.AppSecret)
            && TryDecode(header, given)
            && (Matches(body, given, options.AppSecret) | Matches(body, given, options.AppSecretPrevious));
    }

    private static bool TryDecode(string? header, Span<byte> given) =>
        header is not null
        && header.Length == Prefix.Length + (2 * given.Length)
        && header.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(header.AsSpan(Prefix.Length), given, out _, out _) == OperationStatus.Done;

    private static bool Matches(ReadOnlySpan<byte> body, ReadOnlySpan<byte> given, string? secret)
    {
        if (string.IsNullOrWhiteSpace(secret))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
