namespace WhatsAppOrdering.Understanding;

/// <summary>What the amounts of one thing come to: a number, a unit, or no clear answer.</summary>
internal sealed record Amount(decimal? Number, UnitMention? Unit, bool IsClear)
{
    public static Amount Of(Item item)
    {
        var given = item.Amounts.Where(e => e.Quantity is not null).Select(e => e.Quantity!).ToList();
        var numbers = given.Where(q => q.Number is not null).ToList();
        var units = given.Where(q => q.Number is null).ToList();
        if (given.Count < item.Amounts.Count || numbers.Count > 1 || units.Count > 1)
        {
            return new Amount(numbers.Count == 1 ? numbers[0].Number : null, given.Find(q => q.Unit is not null)?.Unit, false);
        }

        var (number, unit) = (numbers.FirstOrDefault(), units.FirstOrDefault()?.Unit);
        return number?.Unit is { } own && unit is not null
            ? new Amount(Resolver.Whole(number.Number * own.Times), unit, own.Times > 1)
            : new Amount(number?.Number, number?.Unit ?? unit, true);
    }
}
