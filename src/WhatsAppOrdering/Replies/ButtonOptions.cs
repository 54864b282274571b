using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Replies;

/// <summary>The keys that sign buttons (section <c>Buttons</c>). Both keys are valid while they are rotated; the first one signs.</summary>
public sealed class ButtonOptions : IValidatableObject
{
    /// <summary>The section's name in the settings.</summary>
    public const string Section = "Buttons";

    /// <summary>The fewest bytes that a key may have.</summary>
    public const int KeyBytes = 32;

    /// <summary>Base64 of at least 32 random bytes. Required.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>The key that was in use before, in the same form; taken away once no old button matters any more.</summary>
    public string? SigningKeyPrevious { get; set; }

    /// <summary>Names each setting that is missing or too weak.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bytes(SigningKey) is null)
        {
            yield return string.IsNullOrWhiteSpace(SigningKey)
                ? new ValidationResult($"{Section}:{nameof(SigningKey)} is not set", [nameof(SigningKey)])
                : Wrong(nameof(SigningKey));
        }

        if (!string.IsNullOrEmpty(SigningKeyPrevious) && Bytes(SigningKeyPrevious) is null)
        {
            yield return Wrong(nameof(SigningKeyPrevious));
        }
    }

    internal static byte[]? Bytes(string? key)
    {
        var bytes = new byte[(key?.Length ?? 0) + 3];
        return Convert.TryFromBase64String(key ?? "", bytes, out var count) && count >= KeyBytes ? bytes[..count] : null;
    }

    private static ValidationResult Wrong(string setting) =>
        new($"{Section}:{setting} must be base64 of at least {KeyBytes} random bytes.", [setting]);
}
