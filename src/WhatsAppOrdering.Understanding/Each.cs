namespace WhatsAppOrdering.Understanding;

/// <summary>"blue, black and red pens 1 box each": gives every thing of a sentence the amount that was said once.</summary>
internal static class Each
{
    /// <summary>The size that is a part of the name as it was written ("fanta 1.5").</summary>
    private static Element? SaidSize(Item item, CatalogIndex catalog) => item.Node.Mention is { SaysNumber: true, Candidates: [var id] } && catalog.Products[id].Size is { } size
        ? item.Node with { Kind = ElementKind.Quantity, Mention = null, Quantity = new Quantity(size.Amount, null, (size.Base, 1)) } : null;

    public static void Distribute(List<Item> read, Element? each, CatalogIndex catalog)
    {
        foreach (var item in read.Where(item => item is { IsProduct: true, Size: null, Node.Mention.Candidates.Count: > 1, Amounts: [{ Quantity: { IsBare: true, Number: not null } }] }))
        {
            if (read.Exists(other => other != item && other.Amounts.Exists(e => e.Quantity?.Unit is not null)) && catalog.IsWrittenOn(item.Node.Mention!.Candidates, item.Amounts[0].Quantity!.Number))
            {
                // "2 ctn each - coke zero, coke 500 and coke 2L".
                item.Size = item.Amounts[0];
                item.Amounts.Clear();
            }
        }

        foreach (var item in read.Where(item => item is { IsProduct: true, Size: null, Node.Mention.Candidates.Count: > 1 }))
        {
            // "sprite and coke 500ml 2 cartons each".
            item.Size = read.Select(other => other.Size ?? SaidSize(other, catalog)).FirstOrDefault(size => size?.Quantity is { Measure: { } measure, Number: { } number }
                && catalog.InSize(item.Node.Mention!.Candidates, own => own.Is(measure, number)).Count == 1);
        }

        if (each is not null && read.Find(item => item.Amounts.Exists(a => a.Last == each.First - 1)) is { } first && first.Node.First > each.First)
        {
            // "2 box each of blue pens, black pens and 5 reams of paper": up to the next that has its own.
            foreach (var item in read.SkipWhile(item => item != first).Skip(1).TakeWhile(item => item.Amounts.Count == 0))
            {
                item.Amounts.AddRange(first.Amounts);
            }

            return;
        }

        foreach (var item in read)
        {
            // "blue, black and red pens 1 box each".
            if (read.SkipWhile(other => other != item).FirstOrDefault(other => other is { IsProduct: true, Node.Mention: { Sure: true, Candidates.Count: 1 } })?.Node.Mention is { } named
                && item.Node.Mention is { Sure: false, Candidates.Count: > 1 } said && catalog.Kin(named.Candidates[0], said.Candidates) is { } kin)
            {
                item.Narrow([kin]);
            }
        }

        var given = read.SelectMany(item => item.Amounts).Where(a => a.Quantity is { Measure: null, Number: not null }).ToList();
        if (given.Count == 1)
        {
            var owner = read.Find(item => item.Amounts.Contains(given[0]))!;
            foreach (var item in read.Where(item => item != owner))
            {
                // "dazani 2 kila moja": with the unit that stands before its number.
                item.Amounts.AddRange(owner.Amounts.Where(a => a.Quantity is { Measure: null }));
            }
        }
    }
}
