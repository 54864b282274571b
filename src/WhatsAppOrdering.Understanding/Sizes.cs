namespace WhatsAppOrdering.Understanding;

/// <summary>Finds the numbers of a segment that are a product's own size, in its words or the catalog's.</summary>
internal static class Sizes
{
    /// <summary>Signs of a segment that speaks of what was said before.</summary>
    private const Roles Others = Roles.Correct | Roles.Deny | Roles.Negate | Roles.Instead | Roles.Set | Roles.Remove;

    /// <summary>Of so many of one thing nobody orders several times.</summary>
    private const decimal LeastSize = 50;

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

    /// <summary>
    /// A measure next to a name that is the size of one of its products belongs to the name, and so does a bare number
    /// that is its size when the quantity follows ("coke 1.5 x 6").
    /// </summary>
    public static void Take(Item item, List<Element> rest, CatalogIndex catalog)
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
            && catalog.IsWrittenOn(item.Node.Mention!.Candidates, number))
        {
            Move(item, rest, at + 1);
        }
        else if (after is { Number: { } written, Unit: { } unit, Measure: null } && item.Node.Mention!.Candidates is { } several && (several.Count > 1 || written >= LeastSize) && rest.ElementAtOrDefault(at + 2) is { Quantity: { IsBare: true, Number: not null } count } counted && !(at + 3 < rest.Count && rest[at + 3].IsNode)
            && catalog.IsWrittenOn(several, written))
        {
            // "koka 300 kreti 6": the unit stands before its number.
            rest[at + 2] = counted with { Quantity = count with { Unit = unit } };
            Move(item, rest, at + 1);
        }
        else if (after is { Number: { } counts, Unit: { } strange, Measure: null } && item.Node.Mention!.Candidates is { Count: > 1 } kinds && rest.ElementAtOrDefault(at + 2) is { Quantity: { Unit: not null, Number: not null } }
            && catalog.IsWrittenOn(kinds, counts) && kinds.All(id => catalog.Resolve(catalog.Products[id].Product, strange) is null))
        {
            // "extensão 4 vias 5 un": nothing of it is sold by that.
            Move(item, rest, at + 1);
        }
        else if (after is { Unit: not null, Number: not null, Measure: null } && item.Node.Mention!.Candidates.Count > 1 && rest.ElementAtOrDefault(at + 2) is { Quantity: { IsBare: true } late } && rest.ElementAtOrDefault(at + 3) is not { IsAmount: true }
            && catalog.IsWrittenOn(item.Node.Mention.Candidates, late.Number))
        {
            // "coke 6 ctn of 1.5".
            Move(item, rest, at + 2);
        }
        else if (before is { IsBare: true, Number: { } first } && item.Node.Mention!.Candidates.Count > 1 && after is { Number: not null } && rest[at - 1].Last == item.Node.First - 1
            && catalog.IsWrittenOn(item.Node.Mention.Candidates, first))
        {
            // "1.5 wire 2 coils".
            Move(item, rest, at - 1);
        }
    }

    /// <summary>"gino tin 400g 3 cartons", "sunsilk sachet - 2 box": a unit that no number counts, before the amount that is, says how the thing is packed.</summary>
    public static void DropPackaging(Item item, List<Element> rest, CatalogIndex catalog)
    {
        var at = rest.IndexOf(item.Node) + 1;
        var last = at < rest.Count && IsSize(item, rest[at].Quantity, catalog) ? at + 1 : at;
        if (at > 1 && last == rest.Count - 1 && rest[at - 2].Quantity is { Number: not null, Unit: not null, Measure: null } && rest[last].Quantity is { Number: null, Unit: { } shape, Measure: null }
            && shape.Times == 1)
        {
            // "8 pcs g30 2m sheets", "3 box sunsilk sachets".
            Drop(last, shape);
        }

        if (rest.ElementAtOrDefault(at)?.Quantity is { Number: null, Unit: { Times: 1 } packing, Measure: null } && rest.ElementAtOrDefault(at + 1)?.Quantity is { Number: not null } next
            // "gino sachet x2", where gino comes in tins too.
            && (next is { Unit: not null, Measure: null } || (next.IsBare && rest[at + 1].First > rest[at].Last + 1 && item.Node.Mention!.Candidates is var kinds && kinds.Any(id => IsPacked(id, packing)) && !kinds.All(id => IsPacked(id, packing))) || (IsSize(item, next, catalog) && HasOtherAmount(rest, at))))
        {
            Drop(at, packing);
        }

        if (at > 1 && rest.ElementAtOrDefault(at)?.Quantity is { Number: null, Unit: { Times: 1 } holder, Measure: null } && rest.ElementAtOrDefault(at + 1) is { } behind && IsSize(item, behind.Quantity, catalog) && rest[at - 2].Quantity is { Number: not null, Unit: not null })
        {
            // "2 cartons tomato paste tins 400g".
            Drop(at, holder);
        }

        bool IsPacked(int id, UnitMention unit) => catalog.Products[id].Product is var product && catalog.Resolve(product, unit) == product.BaseUnit;

        // What is packed so is meant, where there is any.
        void Drop(int place, UnitMention unit)
        {
            rest.RemoveAt(place);
            item.Narrow(id => IsPacked(id, unit));
            rest[at - 1] = item.Node;
        }
    }

    private static bool HasOtherAmount(List<Element> rest, int at) =>
        at + 2 < rest.Count ? rest[at + 2].Quantity is not null : at > 0 && rest[at - 1].Quantity is not null;

    public static bool IsSize(Item item, Quantity? quantity, CatalogIndex catalog) =>
        quantity is { Number: { } number } && item.Node.Mention!.Candidates.Any(id => IsSizeOf(catalog.Products[id], quantity, number));

    /// <summary>Its measure, or as many sheets as it has pages: many languages have one word for both.</summary>
    private static bool IsSizeOf(IndexedProduct product, Quantity quantity, decimal number) => product.Size is { } size
        && (quantity.Measure is { } measure ? size.Is(measure, number)
            : size is { Base: "page" } && size.Written == number && quantity.Unit?.Literal == "sheet" && !product.Units.ContainsKey("sheet"));

    public static void Move(Item item, List<Element> rest, int at)
    {
        item.Size = rest[at];
        rest.RemoveAt(at);
    }
}
