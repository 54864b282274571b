namespace WhatsAppOrdering.Understanding;

/// <summary>"10 ctn indomie: 5 chicken 3 onion 2 goreng": a number that the things behind it come to is their total, and nothing more of them.</summary>
internal static class Totals
{
    /// <summary>The things that only say of what the total is; what stands behind them becomes certain, in their unit and size.</summary>
    public static List<Item> Take(IReadOnlyList<Item> items, CatalogIndex catalog)
    {
        var heads = new List<Item>();
        for (var k = 0; k < items.Count; k++)
        {
            if (items[k] is not { IsProduct: true, Operation: LineOperation.Add } head || head.Amounts.FindAll(e => e.Quantity is { Number: not null, Measure: null }) is not [{ Quantity: { Number: { } total } said } first, .. var own] || own.Count > 1)
            {
                continue;
            }

            // "total 9 dus: lays pedas 4, lays salted 3, oreo 2": the number before the first of them.
            var isBefore = own.Count == 1 && first.First < head.Node.First;
            if ((own.Count == 1 && !isBefore) || Parts(items, k + (isBefore ? 0 : 1), total) is not { Count: > 1 } parts)
            {
                continue;
            }

            var kinds = Kinds(head, catalog);
            if (!isBefore && !parts.TrueForAll(part => part.Node.Mention!.Candidates.Intersect(kinds).Any() && !kinds.All(part.Node.Mention.Candidates.Contains)))
            {
                continue;
            }

            if (isBefore)
            {
                head.Amounts.Remove(first);
            }
            else
            {
                heads.Add(head);
                parts.ForEach(part => Narrow(part, head, kinds));
            }

            parts.ForEach(part => TakeUnit(part, said));
        }

        return heads;
    }

    /// <summary>The things from a place on whose numbers come to the total; null when they do not.</summary>
    private static List<Item>? Parts(IReadOnlyList<Item> items, int from, decimal total)
    {
        var parts = new List<Item>();
        for (var k = from; k < items.Count && total > 0; k++)
        {
            if (items[k] is not { IsProduct: true, Operation: LineOperation.Add, IsDoubtful: false } part || part.Amounts.FindLast(e => e.Quantity is { Number: not null, Measure: null })?.Quantity!.Number is not { } number || (k > from && part.Amounts.Count(e => e.Quantity?.Number is not null) > 1))
            {
                return null;
            }

            parts.Add(part);
            total -= number;
        }

        return total == 0 ? parts : null;
    }

    private static List<int> Kinds(Item head, CatalogIndex catalog) => [.. head.Node.Mention!.Candidates.Where(id => head.Size?.Quantity is not { Number: { } number } size
        || (catalog.Products[id].Size is { } own && (size.Measure is { } measure ? own.Is(measure, number) : own.Written == number)))];

    private static void Narrow(Item part, Item head, List<int> kinds)
    {
        if (!part.Narrow(kinds))
        {
            part.Narrow(kinds.Contains);
        }

        part.Size ??= part.Node.Mention!.Candidates.Count > 1 ? head.Size : null;
    }

    private static void TakeUnit(Item part, Quantity said)
    {
        var at = part.Amounts.FindLastIndex(e => e.Quantity is { Number: not null, Measure: null });
        if (said.Unit is not null && part.Amounts[at].Quantity is { IsBare: true } bare && !part.Amounts.Exists(e => e.Quantity is { Number: null }))
        {
            part.Amounts[at] = part.Amounts[at] with { Quantity = bare with { Unit = said.Unit } };
        }
    }
}
