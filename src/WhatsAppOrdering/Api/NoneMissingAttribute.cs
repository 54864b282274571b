using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Api;

/// <summary>A list without null in it, which the serializer would let pass.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class NoneMissingAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is not IEnumerable items || items.Cast<object?>().All(item => item is not null);

    public override string FormatErrorMessage(string name) => $"{name} must not have null in it.";
}
