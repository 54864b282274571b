using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Api;

/// <summary>A quantity with at most so many digits after the point: what has more would be rounded where it is stored.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DigitsAttribute(int most) : ValidationAttribute
{
    public int Most => most;

    public override bool IsValid(object? value) => value is not decimal number || decimal.Round(number, most) == number;

    public override string FormatErrorMessage(string name) => $"{name} must have at most {most} digits after the point.";
}
