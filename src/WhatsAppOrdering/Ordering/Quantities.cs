using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>Confirming or delivering less than was ordered, line by line.</summary>
public sealed class Quantities(OrderingDb db)
{
    private const string NothingLeft = "Nothing would be left: reject or cancel the order instead.";

    /// <summary>What the order would come to with these quantities; lines that are not named have nothing left. Changes nothing.</summary>
    /// <returns>The total, or why the quantities do not fit this order: also when they are so small that they come to no money.</returns>
    public async Task<(decimal Total, string? WhyNot)> WeighAsync(Order order, IReadOnlyDictionary<int, decimal> part, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(part);
        var lines = order.Lines.ToDictionary(line => line.Position);
        var wrong = part.FirstOrDefault(given => !lines.TryGetValue(given.Key, out var line) || given.Value < 0 || given.Value > line.QuantityNow);
        if (wrong.Key != 0)
        {
            return (0, $"Line {wrong.Key} cannot have the quantity {wrong.Value}: it is not a line of this order, or has less.");
        }

        var digits = await db.Wholesalers.Where(wholesaler => wholesaler.Id == order.WholesalerId)
            .Select(wholesaler => wholesaler.CurrencyDigits).SingleAsync(ct);
        var total = part.Sum(given => lines[given.Key].TotalOf(given.Value, digits));
        return (total, total <= 0 ? NothingLeft : null);
    }
}
