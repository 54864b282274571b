namespace WhatsAppOrdering.Understanding;

/// <summary>One thing in place of another: "replace lux with 2 dettol", "A nahi B 2 box". The cart tells which of the two goes.</summary>
internal sealed class Swaps(CatalogIndex catalog, Resolver resolver, DialogueContext context, TokenView view)
{
    private const Roles Swap = Roles.Replace | Roles.Instead | Roles.Set;
    private const Roles Verbs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Replace;
    /// <summary>"not the jogoo": small words between a no and its thing, and one.</summary>
    private const int MostBetween = 2;

    private const Roles No = Roles.Deny | Roles.Negate | Roles.Correct;

    /// <summary>Reads the swap of a sentence and takes its words out of it: the rest is read as if it stood alone.</summary>
    public void Read(Sentence sentence)
    {
        if (Resize(sentence))
        {
            return;
        }

        DropDenied(sentence);
        Exchange(sentence);
        if (sentence.Elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Swap) != 0) is not (>= 0 and var sign) || context.Basket.Count == 0)
        {
            return;
        }

        var (start, end) = Around(sentence.Elements, sign);
        var part = sentence.Elements.GetRange(start, end - start);
        if (part.FindAll(e => e.IsNode) is [{ Mention: { } one } first, { Mention: { } two } second] && Pick(part, (first, one), (second, two)) is { } swap && Read(swap.Gone, swap.Line, swap.Other, part))
        {
            sentence.Elements.RemoveRange(start, end - start);
        }
    }

    /// <summary>"milk 500 not 1L", "change milk 1L to 500ml" with milk of 1L in the cart: the same in another of its sizes.</summary>
    private bool Resize(Sentence sentence)
    {
        var elements = sentence.Elements;
        if (context.Basket.Count == 0 || elements.FindAll(e => e.IsNode) is not [{ Mention: { } named } thing, ..] || elements.Exists(e => e.IsNode && (e.Mention is not { } again || !again.Candidates.SequenceEqual(named.Candidates))) || elements.Count(e => e.IsNode) > 2 || Lines(named) is not [var line] || catalog.Find(line.Sku) is not { } lying || catalog.Products[lying].Size is not { } old
            || !elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (No | Swap | Roles.To)) != 0) || elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Add | Roles.Remove)) != 0) || elements.Exists(e => e.IsAmount && e.Quantity is null))
        {
            return false;
        }

        var denied = elements.Find(e => e.Quantity is { Measure: { } measure, Number: { } number } && old.Is(measure, number))
            ?? elements.Find(e => e.Quantity is { IsBare: true } bare && bare.Number == old.Written && elements.Exists(no => no.Kind == ElementKind.Sign && (no.Roles & No) != 0 && no.Last < e.First));
        var meant = elements.FindAll(e => e != denied && e.Quantity is { Number: { } number } said && (said.Measure is { } measure ? OfSize(own => own.Is(measure, number)) : denied is not null && said.IsBare ? OfSize(own => own.Written == number) : null) is not null);
        if (denied is null || meant is not [{ Quantity: { Number: { } size } target } fresh] || OfSize(own => target.Measure is { } measure ? own.Is(measure, size) : own.Written == size) is not { } other)
        {
            return false;
        }

        var item = new Item(thing with { Mention = new Mention([other], true, 1) });
        item.Amounts.AddRange(elements.Where(e => e.IsAmount && e != fresh && e != denied));
        if (item.Amounts.Count == 0)
        {
            item.Amounts.Add(AmountOf(line, thing));
        }

        resolver.Remove(line, view.Span(thing.First, thing.Last));
        resolver.Resolve(item);
        elements.Clear();
        return true;

        int? OfSize(Func<PackSize, bool> fits) => !fits(old) && catalog.Siblings(lying).Where(id => catalog.Products[id].Size is { } size && fits(size)).ToList() is [var only] ? only : null;
    }

    /// <summary>"No es ariel, es tide", "sio tide, ni ariel": what is denied lies in the cart, and what is named right behind it does not.</summary>
    private void Exchange(Sentence sentence)
    {
        var elements = sentence.Elements;
        var sign = elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Negate | Roles.Deny)) != 0);
        var at = sign < 0 ? -1 : Denied(elements, sign);
        if (sign > 0 && (elements[sign].Roles & Roles.Deny) != 0 && elements[sign - 1] is { Mention: { } trailing } && elements[sign - 1].Last == elements[sign].First - 1 && Lines(trailing).Count == 1)
        {
            // "tide nahi ariel".
            at = sign - 1;
        }

        var other = at < 0 ? -1 : elements.FindIndex(Math.Max(at, sign) + 1, e => e.IsNode || e.IsAmount);
        if (other < 0 || elements[at] is not { Mention: { } denied } gone || elements[other] is not { Mention: { Sure: true } said } || Lines(denied) is not [var line] || Lines(said).Count > 0
            || elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (Verbs & ~(Roles.Set | Roles.Request))) != 0) || (at < sign && elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Request) != 0) && elements.Exists(e => e.IsAmount)))
        {
            return;
        }

        var end = elements.FindIndex(other + 1, e => e.IsNode || e.Kind == ElementKind.Separator);
        end = end < 0 || (elements[end].Kind == ElementKind.Separator && !elements.Exists(e => e.IsNode && e.First > elements[end].First)) ? elements.Count : end;
        if ((end == elements.Count || (elements[end].Kind == ElementKind.Separator && elements.GetRange(other, end - other).Exists(e => e.IsAmount))) && Read(gone, line, elements[other], elements.GetRange(at, end - at)))
        {
            // "waiwai hoina maggi 4 carton, ani kitkat 2 box": the rest is for itself.
            elements.RemoveRange(Math.Min(sign, at), end - Math.Min(sign, at));
        }
    }

    /// <summary>The thing that a "no" stands right before, but for small words: "no es", "não é".</summary>
    private static int Denied(List<Element> elements, int sign)
    {
        var at = elements.FindIndex(sign + 1, e => e.Kind != ElementKind.Sign || (e.Roles & ~(Roles.Set | Roles.Filler | Roles.Known)) != 0);
        return at >= 0 && elements[at].First - elements[sign].Last <= MostBetween ? at : -1;
    }

    /// <summary>The words about the first two things from the sign's clause on: up to a separator or verb behind the second.</summary>
    private static (int Start, int End) Around(List<Element> elements, int sign)
    {
        var start = elements.FindLastIndex(sign, e => e.Kind == ElementKind.Separator) + 1;
        var (things, end) = (0, start);
        for (; end < elements.Count; end++)
        {
            var element = elements[end];
            var isVerb = element.Kind == ElementKind.Sign && (element.Roles & Verbs) != 0 && elements.FindIndex(end, e => e.IsNode) >= 0;
            if (things >= 2 && (element.Kind == ElementKind.Separator || isVerb || element.IsNode))
            {
                break;
            }

            things += element.IsNode ? 1 : 0;
        }

        return (start, end);
    }

    /// <summary>The one of the two that lies in the cart, if only one does. A mere "change" says less: no comma may part the two.</summary>
    private (Element Gone, BasketLine Line, Element Other)? Pick(List<Element> part, (Element Node, Mention Mention) first, (Element Node, Mention Mention) second)
    {
        var between = part.GetRange(part.IndexOf(first.Node), part.IndexOf(second.Node) - part.IndexOf(first.Node));
        var isSaid = part.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Replace | Roles.Instead)) != 0);
        if (part.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Remove) != 0) || (!isSaid && between.Exists(e => e.Kind == ElementKind.Separator || (e.IsAmount && e.First == first.Node.Last + 1))))
        {
            return null;
        }

        return (Lines(first.Mention), Lines(second.Mention)) switch
        {
            ([var line], []) => (first.Node, line, second.Node),
            ([], [var line]) => (second.Node, line, first.Node),
            // "swap blue pens for black": the second is told apart from the first by what it is of.
            ([var line], _) when catalog.Kin(first.Mention.Candidates[0], second.Mention.Candidates) is { } id && catalog.Products[id].Product.Sku != line.Sku => (first.Node, line, second.Node),
            _ => null,
        };
    }

    private List<BasketLine> Lines(Mention mention) => [.. context.Basket.Where(line => catalog.Find(line.Sku) is { } id && mention.Candidates.Contains(id))];

    private bool Read(Element gone, BasketLine line, Element other, List<Element> part)
    {
        var ofSize = part.FindAll(e => e.Quantity is { Measure: not null, Number: not null }).SelectMany(e => catalog.InSize(other.Mention!.Candidates, own => own.Is(e.Quantity!.Measure!.Value, e.Quantity.Number!.Value))).Distinct().ToList();
        // Of several sizes of one name none is guessed.
        var isSized = other.Mention!.Candidates is [var some, _, ..] && catalog.Siblings(some).Count(other.Mention.Candidates.Contains) > 1;
        var mention = ofSize is [var fitting] ? new Mention([fitting], true, 1) : other.Mention is { Sure: true, Candidates.Count: 1 } ? other.Mention : !isSized && catalog.Kin(gone.Mention!.Candidates[0], other.Mention!.Candidates) is { } id ? new Mention([id], true, 1) : other.Mention!;
        // "coke ki jagah fanta do": give, and not two.
        part.RemoveAll(e => e is { Quantity: { IsBare: true, Number: not null } } && e.Last == view.Count - 1 && LanguagePack.All.IsImperative(view.Tokens[e.First].Text));
        var rest = part.Where(e => e.IsAmount).ToList();
        var old = rest.FirstOrDefault(e => IsOf(e, gone, other, part));
        var item = Pairing.Pair([.. part.Where(e => e == other || (e.IsAmount && e != old)).Select(e => e == other ? other with { Mention = mention } : e)], catalog)[0];
        if (item is { Size: null, Amounts: [{ Quantity: { IsBare: true, Number: { } written } }] } && mention.Candidates.Count > 1 && catalog.IsWrittenOn(mention.Candidates, written))
        {
            // "coke 1.5 ki jagah fanta 1.5 do".
            item.Size = item.Amounts[0];
            item.Amounts.Clear();
        }

        var sized = item.Size?.Quantity is { Measure: { } measure, Number: { } size } ? catalog.InSize(mention.Candidates, own => own.Is(measure, size))
            : item.Size?.Quantity is { Number: { } bare } ? catalog.InSize(mention.Candidates, own => own.Written == bare) : mention.Candidates;
        var isWhole = old?.Quantity?.Number is null || (old.Quantity.IsBare && catalog.Find(line.Sku) is { } lies && catalog.IsWrittenOn([lies], old.Quantity.Number)) || old.Quantity.Number == line.Quantity;
        if (!isWhole || item.Amounts.Count(e => e.Quantity?.Number is not null) > 1 || sized is not [var named])
        {
            return false;
        }

        if (item.Amounts.Count == 0)
        {
            var product = catalog.Products[named].Product;
            if (product.FactorOf(line.Unit) is null)
            {
                return false;
            }

            item.Amounts.Add(AmountOf(line, gone));
        }

        resolver.Remove(line, view.Span(gone.First, gone.Last));
        resolver.Resolve(item);
        return true;
    }

    /// <summary>So many as the cart has, said by the words for the thing.</summary>
    private static Element AmountOf(BasketLine line, Element said) =>
        new(ElementKind.Quantity, said.First, said.Last) { Quantity = new Quantity(line.Quantity, new UnitMention(line.Unit, [line.Unit], 1), null) };

    /// <summary>An amount that belongs to the thing that goes: beside it, and the other has its own or stands farther off.</summary>
    private static bool IsOf(Element amount, Element gone, Element other, List<Element> part)
    {
        var touches = amount.Last == gone.First - 1 || amount.First == gone.Last + 1;
        return touches && amount.First - 1 != other.Last && amount.Last + 1 != other.First
            && (amount.Quantity is { Number: null } || part.Count(e => e.Quantity is { Measure: null, Number: not null }) > 1 || amount.First < gone.First);
    }

    /// <summary>"kala pen nahi neela pen 2 box", "sio A, ni B 2": what is denied beside another thing with an amount is not meant, unless it is in the cart.</summary>
    private void DropDenied(Sentence sentence)
    {
        var elements = sentence.Elements;
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i].Kind != ElementKind.Sign || (elements[i].Roles & No) == 0)
            {
                continue;
            }

            if ((elements[i].Roles & Roles.Deny) != 0 && i > 1 && i + 2 < elements.Count && Counted(elements, i - 2) is { } first && Counted(elements, i + 1) is { } second && first.Mention.Candidates is [var wrong] && Lines(first.Mention).Count == 0 && !second.Mention.Candidates.Contains(wrong) && first.Number == second.Number)
            {
                // "simba 15 nahi bamburi 15 bori".
                elements.RemoveRange(i - 2, 3);
                return;
            }

            // "sweet potatoes not irish": what "not" denies stands behind it, of words that only deny on either side.
            var isAhead = (elements[i].Roles & Roles.Negate) != 0 && (elements[i].Roles & Roles.Deny) == 0 && elements.ElementAtOrDefault(i + 1) is { IsNode: true };
            var before = !isAhead && i > 0 && elements[i - 1].IsNode && elements[i - 1].Last == elements[i].First - 1;
            var at = before ? i - 1 : Denied(elements, i) is var ahead and > 0 ? ahead : i + 1;
            if (at < elements.Count && elements[at] is { Mention: { } denied } && (before || elements[at].First - elements[i].Last <= MostBetween)
                && !IsAmounted(elements, at) && Lines(denied).Count == 0
                && elements.FindIndex(Math.Max(i, at) + 1, e => e.IsNode) is var other and >= 0 && (IsAmounted(elements, other) || (!before && IsAmountedBehind(elements, other))))
            {
                if (elements[other].Mention is { Sure: false } said && catalog.Kin(denied.Candidates[0], said.Candidates) is { } kin)
                {
                    // "not indomie chicken but onion".
                    elements[other] = elements[other] with { Mention = said with { Candidates = [kin], Sure = true } };
                }

                elements.RemoveRange(Math.Min(i, at), Math.Abs(at - i) + 1);
                return;
            }

            if (i > 0 && at == i + 1 && at < elements.Count && elements[at] is { Mention: { } trailing } && elements[at].First - elements[i].Last <= MostBetween && (elements[i].Roles & Roles.Correct) == 0
                && !IsAmounted(elements, at) && Lines(trailing).Count == 0 && elements[i - 1].Kind != ElementKind.Separator && elements.FindLastIndex(i, e => e.Mention is { Sure: true } named && !named.Candidates.Intersect(trailing.Candidates).Any()) is var meant and >= 0
                && (IsAmounted(elements, meant) || elements.ElementAtOrDefault(at + 1) is { Kind: ElementKind.Separator }))
            {
                // "black paint not white, 2 tins".
                elements.RemoveRange(i, 2);
                return;
            }
        }
    }

    /// <summary>A thing and its number, in either order, at two places that touch.</summary>
    private static (Mention Mention, decimal Number)? Counted(List<Element> elements, int at) => (elements[at], elements[at + 1]) switch
    {
        ({ Mention: { Sure: true } thing }, { Quantity: { Number: { } number, Measure: null } }) => (thing, number),
        ({ Quantity: { Number: { } number, Measure: null } }, { Mention: { Sure: true } thing }) => (thing, number),
        _ => null,
    };

    private static bool IsAmounted(List<Element> elements, int node) =>
        elements.ElementAtOrDefault(node + 1)?.Quantity is { Number: not null }
        || (elements.ElementAtOrDefault(node + 1)?.Quantity is { Number: null } && elements.ElementAtOrDefault(node + 2)?.Quantity is { Number: not null })
        || elements.ElementAtOrDefault(node - 1)?.Quantity is { Number: not null };

    /// <summary>"no son papas, son cebollas, 3 sacos".</summary>
    private static bool IsAmountedBehind(List<Element> elements, int node) => elements.ElementAtOrDefault(node + 1) is { Kind: ElementKind.Separator } && elements.ElementAtOrDefault(node + 2)?.Quantity is { Number: not null } && elements.ElementAtOrDefault(node + 3) is null or { IsNode: false };
}
