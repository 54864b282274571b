namespace WhatsAppOrdering.Understanding;

/// <summary>"Milo left 2, need 8": what is there of a thing is told, and what is wanted of it is asked for. Only the second is an amount.</summary>
internal static class Stocks
{
    private const Roles Has = Roles.Stock | Roles.Gone;
    private const Roles Verbs = Roles.Request | Roles.Add | Roles.Set;
    /// <summary>"10 packets are left"; "una docena de sardinas porfa que mañana tengo evento" tells of something else.</summary>
    private const int MostBetween = 2;

    private const Roles Tells = Roles.Stock | Roles.Gone | Roles.Past | Roles.Hedge | Roles.Question | Roles.Ask | Roles.Price | Roles.Paid;

    public static void Apply(List<Sentence> sentences, CatalogIndex catalog, DialogueContext context)
    {
        TakeOld(sentences, catalog, context);
        foreach (var part in Part.Of(sentences).Where(part => part is { HasNodes: false, Elements: [{ Kind: ElementKind.Sign } no, ..] } && (no.Roles & (Roles.Deny | Roles.Negate)) != 0 && part.HasAmounts && part.Elements.TrueForAll(e => e.Kind == ElementKind.Sign || e.Quantity is { Number: null })))
        {
            // "2 dozen eggs only, not trays".
            part.Drop();
        }

        if (!sentences.Exists(s => s.Has(Has) && !s.IsQuoted))
        {
            return;
        }

        DropNotes(sentences);
        var asks = sentences.Exists(s => s.Has(Verbs));
        var parts = Part.Of(sentences.Where(s => s is { IsQuoted: false, IsAsked: false }));
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (!part.Has(Has) || part.Has(Verbs) || part.Elements.FindAll(e => e.IsNode) is not [{ Kind: ElementKind.Product } thing])
            {
                continue;
            }

            if (part.Whole.Marks.FindLast(mark => (mark.Roles & Roles.Gone) != 0 && mark.At >= part.First && mark.At <= part.Last) is { Roles: not 0 } gone && part.Elements.Exists(e => e.Quantity is { Number: not null, Measure: null } && e.First > gone.At) && !part.Elements.Exists(e => e.IsAmount && e.First < gone.At))
            {
                // "orbit sakiyo 2 box": what is finished is wanted.
                part.Whole.Forget(mark => mark == gone);
            }
            else if (IsWanted(part, parts.ElementAtOrDefault(i + 1)))
            {
                Move(part, thing, parts[i + 1]);
            }
            else if (!part.HasAmounts && (part.Whole.Has(Roles.Wait | Roles.Correct)) && parts[..i].Find(other => other.IsWhole && other.Elements.Exists(e => e.Mention?.Candidates.SequenceEqual(thing.Mention!.Candidates) == true)) is { } taken)
            {
                // "1 ctn lux.. wait lux I still have".
                taken.Drop();
                part.Drop();
            }
            else if (asks && IsTold(part, thing, parts))
            {
                part.Drop();
            }
        }
    }

    /// <summary>"sugar 5 bori likhi thi, 3 kar do" with 5 in the cart: what was said of it is told, and what it is to be is asked for.</summary>
    private static void TakeOld(List<Sentence> sentences, CatalogIndex catalog, DialogueContext context)
    {
        if (context.Basket.Count == 0 || !sentences.Exists(s => s.Has(Roles.Past | Roles.Hedge)))
        {
            return;
        }

        var parts = Part.Of(sentences.Where(s => s is { IsQuoted: false, IsAsked: false }));
        for (var i = 0; i + 1 < parts.Count; i++)
        {
            if (parts[i].Has(Roles.Past | Roles.Hedge) && !parts[i].Has(Verbs) && parts[i].Elements.FindAll(e => e.IsNode) is [{ Mention: { } named } thing] && IsWanted(parts[i], parts[i + 1])
                && context.Basket.Any(line => parts[i].Elements.Exists(e => e.Quantity is { Number: { } number, Measure: null } && number == line.Quantity) && catalog.Find(line.Sku) is { } id && named.Candidates.Contains(id)))
            {
                Move(parts[i], thing, parts[i + 1]);
            }
        }
    }

    /// <summary>The next part says only how much, and asks for it.</summary>
    private static bool IsWanted(Part part, Part? next) => next is { HasNodes: false, HasAmounts: true } && !next.Has(Tells) && (next.Whole.Has(Verbs) || (part is { HasAmounts: false } && part.Has(Roles.Gone) && next.Whole == part.Whole)) && (next.Whole == part.Whole || !next.Whole.AfterBlank);

    /// <summary>The thing, with its size, goes to the amount that is meant.</summary>
    private static void Move(Part part, Element thing, Part next)
    {
        var name = part.Elements.FindAll(e => e == thing || e.Quantity is { Measure: not null, Number: not null });
        part.Drop();
        next.Whole.Elements.InsertRange(next.Whole.Elements.FindIndex(e => e.First >= next.First), name);
    }

    /// <summary>"brookside 6 ctn (left 1)": in a list of what is wanted, what is there is a note beside it.</summary>
    private static void DropNotes(List<Sentence> sentences)
    {
        if (sentences.Count(s => !s.Has(Tells) && s is { IsAsked: false, IsQuoted: false } && Moods.Complete(s) > 0) < 2)
        {
            return;
        }

        foreach (var sentence in sentences.Where(s => s.Has(Roles.Stock) && s is { IsAsked: false, IsQuoted: false }))
        {
            var thing = sentence.Elements.FindIndex(e => e.Kind == ElementKind.Product);
            var amount = sentence.Elements.FindIndex(e => e.Quantity is { Number: not null, Unit: not null, Measure: null });
            if (thing < 0 || amount != thing + 1 || sentence.Marks.Find(mark => (mark.Roles & Roles.Stock) != 0).At is var left && left <= sentence.Elements[amount].Last || sentence.Elements.Skip(amount + 1).Any(e => e.IsNode))
            {
                continue;
            }

            sentence.Elements.RemoveRange(amount + 1, sentence.Elements.Count - amount - 1);
            sentence.Forget(mark => mark.At >= left);
        }
    }

    /// <summary>"Coke I have, send fanta": it counts nothing, or the word for the stock stands behind its amount, and something else is asked for.</summary>
    private static bool IsTold(Part part, Element thing, List<Part> parts) =>
        (!part.HasAmounts || part.Whole.Marks.Exists(mark => (mark.Roles & Has) != 0 && mark.At > thing.Last && mark.At <= part.Last && mark.At - part.Elements.Where(e => e.First < mark.At).Max(e => e.Last) <= MostBetween))
        && parts.Exists(other => other != part && other.IsWhole && !other.Has(Tells) && (other.Has(Verbs) || other.Whole != part.Whole));
}
