using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Api;

/// <summary>Text of this shape as a whole. The framework's own attribute lets the empty text pass.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ShapeAttribute(string pattern, int most = 60) : ValidationAttribute
{
    private readonly Regex _whole = new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);

    public string Pattern => pattern;

    public int Most => most;

    public override bool IsValid(object? value) => value is null || (value is string text && text.Length <= most && _whole.IsMatch(text));

    public override string FormatErrorMessage(string name) => $"{name} must be of the shape {pattern}, and of at most {most} characters.";
}
