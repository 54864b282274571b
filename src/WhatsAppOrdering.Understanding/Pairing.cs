namespace WhatsAppOrdering.Understanding;

/// <summary>Gives each thing of a segment its amounts, by whether the segment says amounts first or last.</summary>
internal static class Pairing
{
    public static List<Item> Pair(List<Element> segment, CatalogIndex catalog)
    {
        var parts = Merge(segment, segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Each) != 0), catalog);
        var items = parts.Where(e => e.IsNode).Select(e => new Item(e)).ToList();
        var rest = new List<Element>(parts);
        foreach (var item in items.Where(item => item.IsProduct))
        {
            Sizes.DropPackaging(item, rest, catalog);
            Sizes.Take(item, rest, catalog);
        }

        if (items is [{ IsProduct: true, Size: null } only] && rest.FindIndex(e => e.Quantity?.Measure?.Base == PackSize.OfClothes && Sizes.IsSize(only, e.Quantity, catalog)) is var letter and >= 0)
        {
            // "gloves 4 boxes, mediums".
            Sizes.Move(only, rest, letter);
        }

        if (items.Count == 1)
        {
            items[0].Amounts.AddRange(rest.Where(e => e.IsAmount));
        }
        else if (items.Count > 1)
        {
            Share(items, rest);
        }

        return items;
    }

    /// <summary>"sheets 2 xyz": a word that nobody knows right after a last number may be its unit, so the amount is unclear.</summary>
    public static void Doubt(List<Element> segment, CatalogIndex catalog)
    {
        var at = segment.FindIndex(e => e.Kind == ElementKind.Product) + 1;
        if (at > 0 && segment.ElementAtOrDefault(at)?.Quantity is { IsBare: true, Number: not null } && segment.ElementAtOrDefault(at + 1) is { Kind: ElementKind.Unknown } strange && segment.ElementAtOrDefault(at + 2) is { IsAmount: true }
            && strange.First == segment[at].Last + 1 && segment.Count(e => e.IsNode) == 2)
        {
            // "fanta 50 zzz 3 cartons": a size in a measure that nobody knows, or what the catalog counts in another language.
            if (catalog.IsWrittenOn(segment[at - 1].Mention!.Candidates, segment[at].Quantity!.Number))
            {
                segment.RemoveAt(at + 1);
                return;
            }

            segment[at] = new Element(ElementKind.Unclear, segment[at].First, strange.Last);
            segment.RemoveAt(at + 1);
            return;
        }

        if (segment is [.., { Kind: ElementKind.Product }, { Quantity: { IsBare: true, Number: not null } } amount, { Kind: ElementKind.Unknown } word]
            && word.First == amount.Last + 1 && word.First == word.Last && segment.Count(e => e.IsAmount) == 1)
        {
            segment.RemoveAt(segment.Count - 1);
            segment[^1] = new Element(ElementKind.Unclear, amount.First, word.Last);
        }
    }

    /// <summary>Names that touch each other are one thing that we do not know for sure ("coke zero", "tata tea").</summary>
    private static List<Element> Merge(List<Element> segment, bool isEach, CatalogIndex catalog)
    {
        var merged = new List<Element>();
        foreach (var element in segment.Where(e => e.IsNode || e.IsAmount))
        {
            if (isEach && merged is [.., { Mention: { Sure: true } single }] && element.Mention is { Sure: true } other && !single.Candidates.Intersect(other.Candidates).Any())
            {
                // "coke fanta sprite 500ml 2 cartons each".
                merged.Add(element);
                continue;
            }

            if (merged.Count > 0 && merged[^1] is { IsNode: true } before && element.IsNode && before.Last == element.First - 1)
            {
                merged[^1] = Merge(before, element, catalog);
                continue;
            }

            if (merged is [.., { Mention: { } name } one] && element.Mention is { } alias && one.Last == element.First - 2 && name.Candidates.Intersect(alias.Candidates).ToList() is { Count: > 0 } same)
            {
                // "coriander/dhania 20": two names of one thing.
                merged[^1] = one with { Last = element.Last, Mention = name with { Candidates = same, Sure = name.Sure || alias.Sure } };
                continue;
            }

            if (merged is [.., { Mention: { } named } thing, { Quantity: { Number: not null } measured } size] && element.Mention is { } more && size.Last == element.First - 1 && (measured.Measure is not null || (measured.IsBare && named.Candidates.Count > 1 && catalog.IsWrittenOn(named.Candidates, measured.Number)))
                && named.Candidates.Intersect(more.Candidates).ToList() is { Count: > 0 } both)
            {
                // "paracetamol 500mg tabs", "g30 3m iron sheets": the rest of its name behind its size.
                merged[^2] = thing with { Mention = named with { Candidates = both, Sure = named.Sure || more.Sure } };
                continue;
            }

            merged.Add(element);
        }

        return merged;
    }

    /// <summary>Of a thing of its own and a word that many makers' things of its category share, the thing; null for other names beside each other.</summary>
    private static Mention? OfKind(Mention? a, Mention? b, CatalogIndex catalog)
    {
        if (a is null || b is null)
        {
            return null;
        }

        bool IsKindOf(Mention kind, Mention brand) => brand is { Candidates: [var id], Length: > 0 } && ((brand.Sure && !brand.IsKind) || catalog.Products[id].Phrases[0][0] == brand.First) && kind.Candidates.Count > 1 && catalog.Products[id].Product.Category is { } category
            && kind.Candidates.All(other => catalog.Products[other].Product.Category == category && catalog.Products[other].Phrases[0][0] != kind.First) && kind.Candidates.Any(other => !catalog.Siblings(kind.Candidates[0]).Contains(other));
        return IsKindOf(a, b) ? b with { Sure = true } : IsKindOf(b, a) ? a with { Sure = true } : null;
    }

    private static Element Merge(Element a, Element b, CatalogIndex catalog)
    {
        if (a.Mention is { } one && b.Mention is { } two && (one.Sure || two.Sure) && one.Candidates.Intersect(two.Candidates).ToList() is { Count: > 0 } both)
        {
            return a with { Last = b.Last, Mention = one with { Candidates = both, Sure = true } };
        }

        if (OfKind(a.Mention, b.Mention, catalog) is { } brand)
        {
            // "galletas oreo", "tokla tea".
            return new Element(ElementKind.Product, a.First, b.Last) { Mention = brand };
        }

        var ids = (a.Mention?.Candidates ?? []).Union(b.Mention?.Candidates ?? []).Take(Resolver.MostOptions).ToList();
        return ids.Count == 0
            ? a with { Last = b.Last }
            : new Element(ElementKind.Product, a.First, b.Last) { Mention = new Mention(ids, false, 0) };
    }

    private static void Share(List<Item> items, List<Element> rest)
    {
        // "con el muchacho 3 cajas de jugo de mango 2 de naranja": a word that nobody knows before the first amount.
        var amountsFirst = rest.Find(e => e.IsNode || e.IsAmount)!.IsAmount || (rest.Find(e => e.IsNode || e.IsAmount)!.Kind == ElementKind.Unknown && rest.FindLast(e => e.IsNode || e.IsAmount)!.Kind == ElementKind.Product);
        var waiting = new List<Element>();
        Item? current = null;
        foreach (var element in rest)
        {
            if (element.IsNode)
            {
                current = items.Find(item => item.Node == element)!;
                current.Amounts.AddRange(waiting);
                waiting.Clear();
            }
            else if (amountsFirst)
            {
                waiting.Add(element);
            }
            else
            {
                current!.Amounts.Add(element);
            }
        }

        current!.Amounts.AddRange(waiting);
    }
}
