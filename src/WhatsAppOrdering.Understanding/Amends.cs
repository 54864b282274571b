namespace WhatsAppOrdering.Understanding;

/// <summary>Takes out of a segment what it says only to take it back: the cart's old number, or the first of two kinds or sizes.</summary>
internal sealed class Amends(CatalogIndex catalog, DialogueContext context)
{
    /// <summary>"5 se 3", "5 tray bata 3": between what was and what is to be stands no more than a word.</summary>
    private const int MostBetween = 2;

    /// <summary>"eggs 5 trays and not 3" with 3 in the cart: of the two numbers the cart's is the one that no longer holds.</summary>
    public bool DropNegated(List<Element> segment, Item? before)
    {
        if (segment is [{ Kind: ElementKind.Sign } start, { IsAmount: true } denied, { Mention: { } named }, .., { Quantity: { Number: not null, Measure: null } }] && (start.Roles & (Roles.Deny | Roles.Negate)) != 0
            && segment.Count(e => e.IsAmount && e.Quantity?.Measure is null) == 2)
        {
            // "não é 3 caixas de miojo, é 2".
            var isInCart = context.Basket.Any(line => line.Quantity == (denied.Quantity?.Number ?? denied.Denied) && catalog.Find(line.Sku) is { } id && named.Candidates.Contains(id));
            segment.RemoveRange(0, 2);
            return isInCart;
        }

        if (segment is [.., { Quantity: { Number: { } behind, Measure: null } }, { Kind: ElementKind.Sign } last] && (last.Roles & (Roles.Deny | Roles.Negate)) != 0 && segment.Count(e => e.Quantity is { Number: not null, Measure: null }) == 2
            && segment.Find(e => e.IsNode)?.Mention is { } about && context.Basket.Any(line => line.Quantity == behind && catalog.Find(line.Sku) is { } id && about.Candidates.Contains(id)))
        {
            // "sardine 2 hona chahiye 1 nahi".
            segment.RemoveRange(segment.Count - 2, 2);
            return true;
        }

        if (segment.TakeWhile(e => e.Kind == ElementKind.Sign).Count() is > 0 and var said && segment.Take(said).Any(e => (e.Roles & (Roles.Deny | Roles.Negate)) != 0) && segment.Take(said).Any(e => (e.Roles & Roles.Correct) != 0)
            && segment.Skip(said).ToList() is [{ IsAmount: true } refused, { Quantity.Number: not null }] && before?.Amounts.FindAll(e => e.Quantity?.Number is not null) is [{ Quantity.Number: { } was }] && (refused.Quantity?.Number ?? refused.Denied) == was)
        {
            // "samahani sio 5 ni 3" after 5.
            segment.RemoveRange(0, said + 1);
            segment.Insert(0, new Element(ElementKind.Sign, refused.First, refused.Last) { Roles = Roles.Correct });
            return false;
        }

        if (segment.FindIndex(e => e.FromTo is not null) is var range and >= 0 && segment[range].FromTo is { } change && segment.Count(e => e.IsAmount) == 1 && segment.Find(e => e.IsNode)?.Mention is { } moved
            && context.Basket.Any(line => line.Quantity == change.Was && catalog.Find(line.Sku) is { } id && moved.Candidates.Contains(id)))
        {
            // "vimto 3 to 5" with 3 in the cart.
            segment[range] = new Element(ElementKind.Quantity, segment[range].First, segment[range].Last) { Quantity = change.Now };
            return true;
        }

        var (from, to) = (segment.FindIndex(e => e.Quantity is { Number: not null, Measure: null }), segment.FindLastIndex(e => e.Quantity is { Number: not null, Measure: null }));
        if (from >= 0 && to > from && segment.Count(e => e.IsAmount) == 2 && !segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Instead) != 0) && segment[to].First - segment[from].Last is > 1 and <= MostBetween && segment.GetRange(from + 1, to - from - 1).TrueForAll(e => e.Kind == ElementKind.Sign)
            && segment.Find(e => e.IsNode)?.Mention is { } lowered && context.Basket.Any(line => line.Quantity == segment[from].Quantity!.Number && catalog.Find(line.Sku) is { } id && lowered.Candidates.Contains(id)))
        {
            // "ande 5 se 3 kar do", "huevos de 5 a 3", with 5 in the cart.
            segment.RemoveRange(from, to - from);
            return true;
        }

        var no = segment.FindLastIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Deny | Roles.Negate | Roles.Instead | Roles.Correct)) != 0);
        if (no < 1 || no + 1 >= segment.Count || (segment[no + 1].Quantity?.Number ?? segment[no + 1].Denied) is not { } number || segment.Count(e => e.Quantity is { Number: not null, Measure: null }) > 2
            || segment.Find(e => e.IsNode)?.Mention is not { } mention
            || !context.Basket.Any(line => line.Quantity == number && catalog.Find(line.Sku) is { } id && mention.Candidates.Contains(id)))
        {
            return false;
        }

        segment.RemoveRange(no, 2);
        return true;
    }

    /// <summary>"pampers L 2 packs sorry M", "coke 1.5L sorry 50cl 4 ctns": behind a "sorry", another of the thing's kind or sizes takes its place.</summary>
    public void Recast(List<Element> segment)
    {
        var sorry = segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Correct) != 0);
        var thing = sorry < 1 ? -1 : segment.FindLastIndex(sorry, e => e.Kind == ElementKind.Product);
        if (thing < 0 || segment.ElementAtOrDefault(sorry + 1) is not { } next || segment[thing].Mention is not { } named)
        {
            return;
        }

        var isSize = next.Quantity is { Measure: { } measure, Number: { } size } && catalog.InSize(named.Candidates, own => own.Is(measure, size)) is [_];
        var isVariant = next.Mention is { Candidates: [var other] } && named.Candidates.Any(id => id != other && catalog.Products[id].Named.Overlaps(catalog.Products[other].Named));
        if (!isSize && !isVariant)
        {
            return;
        }

        var hasNew = segment.Skip(sorry + 2).Any(e => e.IsAmount);
        var kept = segment.Skip(thing + 1).Take(sorry - thing - 1).Where(e => !hasNew && e.Quantity is not { Measure: not null, Number: not null }).ToList();
        segment[thing] = isVariant ? next : segment[thing];
        segment.RemoveRange(thing + 1, sorry - thing + (isVariant ? 1 : 0));
        segment.InsertRange(isVariant ? thing + 1 : thing + 2, kept);
    }
}
