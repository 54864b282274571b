namespace WhatsAppOrdering.Understanding;

/// <summary>Gives each thing of a segment its amounts, by whether the segment says amounts first or last.</summary>
internal static class Pairing
{
    /// <summary>Signs of a segment that speaks of what was said before.</summary>
    private const Roles Others = Roles.Correct | Roles.Deny | Roles.Negate | Roles.Instead | Roles.Set | Roles.Remove;

    public static List<Item> Pair(List<Element> segment, CatalogIndex catalog)
    {
        var parts = Merge(segment, segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Each) != 0));
        var items = parts.Where(e => e.IsNode).Select(e => new Item(e)).ToList();
        var rest = new List<Element>(parts);
        foreach (var item in items.Where(item => item.IsProduct))
        {
            DropPackaging(item, rest, catalog);
            TakeSize(item, rest, catalog);
        }

        if (items is [{ IsProduct: true, Size: null } only] && rest.FindIndex(e => e.Quantity?.Measure?.Base == PackSize.OfClothes && IsSize(only, e.Quantity, catalog)) is var letter and >= 0)
        {
            // "gloves 4 boxes, mediums".
            Move(only, rest, letter);
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
            if (segment[at - 1].Mention!.Candidates.Any(id => catalog.Products[id].Size?.Written == segment[at].Quantity!.Number))
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

    /// <summary>
    /// "coke 1 ltr 12, 2 ltr 5": a size without a name is another size of the thing before. Its other amounts are its own.
    /// </summary>
    public static Item? OtherSize(List<Element> segment, Item? before, CatalogIndex catalog)
    {
        if (before is not { IsProduct: true, Operation: LineOperation.Add } || (before.Amounts.Count == 0 && before.Size is null && before.Node.Mention!.Candidates is not [_] && !before.IsAlone)
            || segment.Exists(e => e.IsNode || (e.Kind == ElementKind.Sign && (e.Roles & Others) != 0))
            || (segment.Find(e => e.Quantity is { Measure: not null, Number: not null }) ?? Elided(segment, before, catalog)) is not { Quantity: { Number: { } number } quantity } size)
        {
            return null;
        }

        var fitting = catalog.InSize(before.Node.Mention!.Candidates, own => quantity.Measure is { } measure ? own.Is(measure, number) : own.Written == number);
        if (fitting.Count == 0)
        {
            return null;
        }

        var item = new Item(new Element(ElementKind.Product, size.First, size.Last) { Mention = new Mention(fitting, before.Node.Mention.Sure, 1) }) { Size = size };
        item.Amounts.AddRange(segment.Where(e => e.IsAmount && e != size));
        item.TakeUnit(before, fitting[0], catalog);
        return item;
    }

    /// <summary>"12w 10 pcs": only one thing of the catalog has so many of what is neither a weight nor a length.</summary>
    public static Item? BySize(List<Element> segment, CatalogIndex catalog)
    {
        if (segment is not [{ Quantity: { Measure: { } measure, Number: { } number } } size, { Quantity: { Number: not null, Measure: null } } amount] || measure.Base is "g" or "ml" or "mm" or "inch" or "page" or PackSize.OfClothes || catalog.OnlyInSize(measure, number) is not { } only)
        {
            return null;
        }

        var item = new Item(new Element(ElementKind.Product, size.First, size.Last) { Mention = new Mention([only], true, 1) });
        item.Amounts.Add(amount);
        return item;
    }

    /// <summary>"5 dozen of 200 pages and 3 of 100": a size without its measure, after a thing that was told by its size.</summary>
    private static Element? Elided(List<Element> segment, Item before, CatalogIndex catalog)
    {
        if ((before.Size is null && !before.IsAlone) || segment.Where(e => e.IsAmount).ToList() is not [var one, var two])
        {
            return null;
        }

        bool IsSize(Element e) => e.Quantity is { Number: { } number } quantity && (quantity.IsBare || quantity.Unit!.Literal == "sheet")
            && catalog.InSize(before.Node.Mention!.Candidates, own => own.Written == number).Count > 0;
        return (IsSize(one), IsSize(two)) switch { (true, false) => one, (false, true) => two, _ => null };
    }

    /// <summary>Names that touch each other are one thing that we do not know for sure ("coke zero", "tata tea").</summary>
    private static List<Element> Merge(List<Element> segment, bool isEach)
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
                merged[^1] = Merge(before, element);
                continue;
            }

            if (merged is [.., { Mention: { } name } one] && element.Mention is { } alias && one.Last == element.First - 2 && name.Candidates.Intersect(alias.Candidates).ToList() is { Count: > 0 } same)
            {
                // "coriander/dhania 20": two names of one thing.
                merged[^1] = one with { Last = element.Last, Mention = name with { Candidates = same, Sure = name.Sure || alias.Sure } };
                continue;
            }

            if (merged is [.., { Mention: { } named } thing, { Quantity.Measure: not null } size] && element.Mention is { } more && size.Last == element.First - 1
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

    private static Element Merge(Element a, Element b)
    {
        if (a.Mention is { Sure: true } one && b.Mention is { Sure: true } two && one.Candidates.Intersect(two.Candidates).ToList() is { Count: > 0 } both)
        {
            return a with { Last = b.Last, Mention = one with { Candidates = both } };
        }

        var ids = (a.Mention?.Candidates ?? []).Union(b.Mention?.Candidates ?? []).Take(Resolver.MostOptions).ToList();
        return ids.Count == 0
            ? a with { Last = b.Last }
            : new Element(ElementKind.Product, a.First, b.Last) { Mention = new Mention(ids, false, 0) };
    }

    /// <summary>
    /// A measure next to a name that is the size of one of its products belongs to the name, and so does a bare number
    /// that is its size when the quantity follows ("coke 1.5 x 6").
    /// </summary>
    private static void TakeSize(Item item, List<Element> rest, CatalogIndex catalog)
    {
        var at = rest.IndexOf(item.Node);
        var after = at + 1 < rest.Count ? rest[at + 1].Quantity : null;
        var before = at > 0 ? rest[at - 1].Quantity : null;
        if (IsSize(item, after, catalog))
        {
            Move(item, rest, at + 1);
        }
        else if (IsSize(item, before, catalog))
        {
            Move(item, rest, at - 1);
        }
        else if (after is { IsBare: true, Number: not null } && at + 2 < rest.Count && IsSize(item, rest[at + 2].Quantity, catalog) && (at + 3 >= rest.Count || !rest[at + 3].IsNode))
        {
            // "butter 10 x 250g".
            Move(item, rest, at + 2);
        }
        else if (after is { IsBare: true, Number: { } number } && HasOtherAmount(rest, at)
            && item.Node.Mention!.Candidates.Any(id => catalog.Products[id].Size?.Written == number))
        {
            Move(item, rest, at + 1);
        }
        else if (after is { Number: { } written, Unit: { } unit, Measure: null } && item.Node.Mention!.Candidates is { Count: > 1 } several && rest.ElementAtOrDefault(at + 2) is { Quantity: { IsBare: true, Number: not null } count } counted && !(at + 3 < rest.Count && rest[at + 3].IsNode)
            && several.Any(id => catalog.Products[id].Size?.Written == written))
        {
            // "koka 300 kreti 6": the unit stands before its number.
            rest[at + 2] = counted with { Quantity = count with { Unit = unit } };
            Move(item, rest, at + 1);
        }
        else if (after is { Number: { } counts, Unit: { } strange, Measure: null } && item.Node.Mention!.Candidates is { Count: > 1 } kinds && rest.ElementAtOrDefault(at + 2) is { Quantity: { Unit: not null, Number: not null } }
            && kinds.Any(id => catalog.Products[id].Size?.Written == counts) && kinds.All(id => catalog.Resolve(catalog.Products[id].Product, strange) is null))
        {
            // "extensão 4 vias 5 un": nothing of it is sold by that.
            Move(item, rest, at + 1);
        }
        else if (before is { IsBare: true, Number: { } first } && item.Node.Mention!.Candidates.Count > 1 && after is { Number: not null } && rest[at - 1].Last == item.Node.First - 1
            && item.Node.Mention.Candidates.Any(id => catalog.Products[id].Size?.Written == first))
        {
            // "1.5 wire 2 coils".
            Move(item, rest, at - 1);
        }
    }

    /// <summary>"gino tin 400g 3 cartons", "sunsilk sachet - 2 box": a unit that no number counts, before the amount that is, says how the thing is packed.</summary>
    private static void DropPackaging(Item item, List<Element> rest, CatalogIndex catalog)
    {
        var at = rest.IndexOf(item.Node) + 1;
        var last = at < rest.Count && IsSize(item, rest[at].Quantity, catalog) ? at + 1 : at;
        if (at > 1 && last == rest.Count - 1 && rest[at - 2].Quantity is { Number: not null, Unit: not null, Measure: null } && rest[last].Quantity is { Number: null, Unit: { } shape, Measure: null }
            && item.Node.Mention!.Candidates.All(id => catalog.Resolve(catalog.Products[id].Product, shape) is null))
        {
            // "8 pcs g30 2m sheets".
            rest.RemoveAt(last);
        }

        if (rest.ElementAtOrDefault(at)?.Quantity is { Number: null, Unit: { Times: 1 } packing, Measure: null } && rest.ElementAtOrDefault(at + 1)?.Quantity is { Number: not null } next
            && (next is { Unit: not null, Measure: null } || (IsSize(item, next, catalog) && HasOtherAmount(rest, at))))
        {
            rest.RemoveAt(at);
            item.Narrow(id => catalog.Products[id].Product is var product && catalog.Resolve(product, packing) == product.BaseUnit);
            rest[at - 1] = item.Node;
        }
    }

    private static bool HasOtherAmount(List<Element> rest, int at) =>
        at + 2 < rest.Count ? rest[at + 2].Quantity is not null : at > 0 && rest[at - 1].Quantity is not null;

    private static bool IsSize(Item item, Quantity? quantity, CatalogIndex catalog) =>
        quantity is { Number: { } number } && item.Node.Mention!.Candidates.Any(id => IsSizeOf(catalog.Products[id], quantity, number));

    /// <summary>Its measure, or as many sheets as it has pages: many languages have one word for both.</summary>
    private static bool IsSizeOf(IndexedProduct product, Quantity quantity, decimal number) => product.Size is { } size
        && (quantity.Measure is { } measure ? size.Is(measure, number)
            : size is { Base: "page" } && size.Written == number && quantity.Unit?.Literal == "sheet" && !product.Units.ContainsKey("sheet"));

    private static void Move(Item item, List<Element> rest, int at)
    {
        item.Size = rest[at];
        rest.RemoveAt(at);
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
