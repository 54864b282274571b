namespace WhatsAppOrdering.Understanding;

/// <summary>A thing that a sentence asks for and the amounts that go with it, before the catalog decides.</summary>
internal sealed class Item(Element node)
{
    public Element Node { get; private set; } = node;

    public List<Element> Amounts { get; } = [];

    /// <summary>The number that is the product's own size.</summary>
    public Element? Size { get; set; }

    public LineOperation Operation { get; set; }

    /// <summary>An amount that is a change, not the new total: "2 more", "reduce by 2".</summary>
    public bool IsChange { get; set; }

    /// <summary>The amount stands after a "to" behind the thing: "milk to 3".</summary>
    public bool IsTotal { get; set; }

    /// <summary>Set only because the amount takes another's place ("3, not 2").</summary>
    public bool IsInstead { get; set; }

    /// <summary>The quantity that was said and taken back ("3 no 2").</summary>
    public decimal? TakenBack { get; set; }

    /// <summary>It is all that its line says.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Its sizes are listed below it.</summary>
    public bool IsHeading { get; set; }

    /// <summary>Something about it cannot be told: ask, whatever the amounts say.</summary>
    public bool IsDoubtful { get; set; }

    public bool IsProduct => Node.Kind == ElementKind.Product;

    public int First => Parts.Min(e => e.First);

    public int Last => Parts.Max(e => e.Last);

    /// <summary>"zappy chicken 2, veg 3": a word that is of one product only is enough after another product of the same kind, where both are added.</summary>
    public void Trust(Item? before, CatalogIndex catalog)
    {
        if (before is { IsProduct: true, Operation: LineOperation.Add } && Node.Mention is { IsVariant: true, Candidates: [var variant] })
        {
            TakeUnit(before, variant, catalog);
            return;
        }

        if (before is { IsProduct: true, Operation: LineOperation.Add } && before.OfSize(catalog) is [var last] && Operation == LineOperation.Add && Amounts.Count > 0 && Size is null
            && Node.Mention is { Sure: false, Length: > 0, Candidates.Count: > 1 and <= Resolver.MostOptions } many && !many.Candidates.Contains(last) && !many.Candidates.All(id => Kinds.IsKey(many.First) || catalog.Products[id].IsKindBy(many.First)) && catalog.Kin(last, many.Candidates) is { } kin && (catalog.Products[kin].Product.Category ?? catalog.Products[last].Product.Category) == catalog.Products[last].Product.Category)
        {
            Node = Node with { Mention = many with { Candidates = [kin], Sure = true } };
            TakeUnit(before, kin, catalog);
            return;
        }

        if (before is { IsProduct: true, Operation: LineOperation.Add } && Operation == LineOperation.Add && Node.Mention is { IsWhole: false, Candidates: [var id] } mention && mention.Length == Node.Last - Node.First + 1
            && before.Node.Mention!.Candidates.Take(Resolver.MostOptions).Any(other => other != id && catalog.Products[other].Named.Overlaps(catalog.Products[id].Named)))
        {
            Node = Node with { Mention = mention with { Sure = true } };
            TakeUnit(before, id, catalog);
        }
    }

    /// <summary>"medium 3 packets and large 2": a variant that is told by one word is told in the unit of the thing before, if it is sold so.</summary>
    public void TakeUnit(Item before, int id, CatalogIndex catalog)
    {
        if (Amounts is [{ Quantity: { IsBare: true, Number: not null } bare } amount] && before.Amounts is [{ Quantity: { Unit: { Times: 1 } unit, Measure: null } }] && catalog.Resolve(catalog.Products[id].Product, unit) is not null)
        {
            Amounts[0] = amount with { Quantity = bare with { Unit = unit } };
        }
    }

    /// <summary>Takes the one product that it may be and that is among others; false when there is not one.</summary>
    public bool Narrow(IReadOnlyList<int> among)
    {
        if (Node.Mention is not { Sure: false } mention || mention.Candidates.Intersect(among).ToList() is not [var id])
        {
            return false;
        }

        Node = Node with { Mention = mention with { Candidates = [id], Sure = true } };
        return true;
    }

    /// <summary>The products that it may be, of the size that is said.</summary>
    private IReadOnlyList<int> OfSize(CatalogIndex catalog) => Size?.Quantity is { Measure: { } measure, Number: { } number }
        ? [.. Node.Mention!.Candidates.Where(id => catalog.Products[id].Size?.Is(measure, number) == true)] : Node.Mention!.Candidates;

    /// <summary>Of several products it may be those that are so, if any is.</summary>
    public void Narrow(Func<int, bool> isSo)
    {
        if (Node.Mention is { Candidates.Count: > 1 } mention && mention.Candidates.Where(isSo).ToList() is { Count: > 0 } fewer)
        {
            Node = Node with { Mention = mention with { Candidates = fewer } };
        }
    }

    private IEnumerable<Element> Parts => Size is null ? [Node, .. Amounts] : [Node, Size, .. Amounts];
}
