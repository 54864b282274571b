using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Signs and reads the ids of buttons:
/// <c>v1.</c>base64url(wholesaler 16 | subject 16 | version 2 | action 1 | person 8)<c>.</c>base64url(HMAC-SHA256, first 16 bytes), 84 characters.
/// A token has no expiry and is no secret: the row of the cart or order decides whether the tap still counts.
/// </summary>
public sealed class ButtonTokens
{
    private const string Prefix = "v1.";
    private const int PayloadBytes = 43;
    private const int MacBytes = 16;
    private static readonly int BodyLength = Prefix.Length + Base64Url.GetEncodedLength(PayloadBytes);
    private static readonly int TokenLength = BodyLength + 1 + Base64Url.GetEncodedLength(MacBytes);

    private readonly byte[][] keys;

    /// <summary>Takes the keys from the section <c>Buttons</c>.</summary>
    /// <exception cref="ArgumentException">A key is not base64 of at least 32 bytes; the message names the setting.</exception>
    public ButtonTokens(IOptions<ButtonOptions> options)
    {
        var settings = options.Value;
        var problem = settings.Validate(new(settings)).FirstOrDefault();
        if (problem is not null)
        {
            throw new ArgumentException(problem.ErrorMessage, nameof(options));
        }

        keys = [.. new[] { settings.SigningKey, settings.SigningKeyPrevious }.Select(ButtonOptions.Bytes).OfType<byte[]>()];
    }

    /// <summary>The token of one button for one person.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version does not fit two bytes, or the action is none of ours.</exception>
    public string Sign(ButtonAction action, Guid wholesaler, Guid subject, int version, Guid person)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, ushort.MaxValue);
        if (!Enum.IsDefined(action))
        {
            throw new ArgumentOutOfRangeException(nameof(action));
        }

        var payload = new byte[PayloadBytes];
        wholesaler.TryWriteBytes(payload, bigEndian: true, out _);
        subject.TryWriteBytes(payload.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(32), (ushort)version);
        payload[34] = (byte)action;
        PersonMark(person).CopyTo(payload.AsSpan(35));
        var body = Prefix + Base64Url.EncodeToString(payload);
        return $"{body}.{Mac(keys[0], body)}";
    }

    /// <summary>What the token says; null unless it is genuine and was made for <paramref name="person"/>.</summary>
    public ButtonToken? Read(string token, Guid person) => Read(token, person, out _);

    /// <summary>What the token says, and why not when it is null.</summary>
    public ButtonToken? Read(string token, Guid person, out ButtonReading reading)
    {
        reading = ButtonReading.Malformed;
        if (!HasForm(token))
        {
            return null;
        }

        if (!IsSigned(token[..BodyLength], token[(BodyLength + 1)..]))
        {
            reading = ButtonReading.Forged;
            return null;
        }

        var payload = Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length, BodyLength - Prefix.Length));
        if (!CryptographicOperations.FixedTimeEquals(payload.AsSpan(35), PersonMark(person)))
        {
            reading = ButtonReading.OtherPersons;
            return null;
        }

        var action = (ButtonAction)payload[34];
        if (!Enum.IsDefined(action))
        {
            return null;
        }

        reading = ButtonReading.Genuine;
        var version = BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(32));
        return new ButtonToken(new Guid(payload.AsSpan(0, 16), true), new Guid(payload.AsSpan(16, 16), true), version, action);
    }

    private static bool HasForm(string? token) =>
        token?.Length == TokenLength
        && token.StartsWith(Prefix, StringComparison.Ordinal)
        && token[BodyLength] == '.'
        && Base64Url.IsValid(token.AsSpan(Prefix.Length, BodyLength - Prefix.Length))
        && Base64Url.IsValid(token.AsSpan(BodyLength + 1));

    // The text is signed and compared, not the decoded bytes: base64's spare bits would make several texts of one token.
    private bool IsSigned(string body, string mac)
    {
        var given = Encoding.ASCII.GetBytes(mac);
        var found = false;
        foreach (var key in keys)
        {
            found |= CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Mac(key, body)));
        }

        return found;
    }

    private static string Mac(byte[] key, string body) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body)).AsSpan(0, MacBytes));

    private static byte[] PersonMark(Guid person) => SHA256.HashData(person.ToByteArray(bigEndian: true))[..8];
}
