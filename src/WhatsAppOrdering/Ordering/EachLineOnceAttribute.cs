using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Ordering;

/// <summary>What a body says of one line of an order.</summary>
internal interface IForLine
{
    int Position { get; }
}

/// <summary>No line of the order twice: nobody could tell which of the two was meant.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class EachLineOnceAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is not IEnumerable items || items.OfType<IForLine>().CountBy(line => line.Position).All(line => line.Value == 1);

    public override string FormatErrorMessage(string name) => $"{name} must name each position once.";
}
