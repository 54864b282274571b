using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Api;

/// <summary>Words of people, or each of several: not blank, no control characters, at most so long.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class WordsAttribute(int most) : ValidationAttribute
{
    /// <summary>Several lines are one text.</summary>
    public bool Lines { get; init; }

    public int Most => most;

    public override bool IsValid(object? value) =>
        value is null || (value is IEnumerable<string> texts ? texts.All(IsWell) : IsWell(value as string));

    private bool IsWell(string? text) =>
        text is not null && text.Length <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(letter => char.IsControl(letter) && !(Lines && letter is '\n' or '\r' or '\t'));

    public override string FormatErrorMessage(string name) =>
        $"{name} must be text of 1 to {most} characters, without control characters.";
}
