namespace WhatsAppOrdering.Understanding;

/// <summary>Cuts a sentence into segments and tells for each what is to be done with its things: add, remove or set.</summary>
internal sealed class Clauses(CatalogIndex catalog, DialogueContext context)
{
    /// <summary>"2 more trays": between a number and its unit stands no more.</summary>
    private const int MostBetween = 2;

    private readonly Amends amends = new(catalog, context);
    private readonly List<Item> items = [];
    private Roles verb;

    /// <summary>Where the sentence says "only".</summary>
    private List<int> onlys = [];

    /// <summary>How many things were asked for before this sentence.</summary>
    private int begun;

    /// <summary>How many things were asked for before this line.</summary>
    private int reach;

    /// <summary>How many amounts this sentence has.</summary>
    private int counted;

    /// <summary>A "no" or "sorry" ended the last segment: what follows corrects what was said.</summary>
    private bool corrects;

    /// <summary>The things asked for so far, in the order of the message.</summary>
    public IReadOnlyList<Item> Items => items;

    /// <summary>Amounts that stand alone and belong to nothing ("make it 3").</summary>
    public List<(List<Element> Amounts, Roles Verb)> Loose { get; } = [];

    public void Read(Sentence sentence)
    {
        if (!(verb != 0 && items.Count == 0))
        {
            verb = 0;
        }

        begun = items.Count;
        reach = sentence.SameLine ? reach : begun;
        counted = sentence.Elements.Count(e => e.IsAmount);
        // "bas 1 vimto aur": only, but one more.
        onlys = sentence.Elements is [.., { Kind: ElementKind.Separator, Roles: Roles.And }] ? [] : sentence.Marks.FindAll(mark => (mark.Roles & Roles.Only) != 0).ConvertAll(mark => mark.At);
        foreach (var segment in Segments(sentence.Elements))
        {
            ReadSegment(segment);
        }

        if (items.Count == begun + 1 && sentence.Elements is [{ Kind: ElementKind.Product }])
        {
            items[^1].IsAlone = true;
        }

        verb = items.Count > begun ? 0 : verb;
        if (sentence.Has(Roles.Each))
        {
            Each.Distribute(items.Skip(begun).ToList(), sentence.Elements.Find(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Each) != 0), catalog);
        }
    }

    private IEnumerable<List<Element>> Segments(List<Element> elements)
    {
        var segment = new List<Element>();
        var (things, last) = (false, elements.FindLastIndex(e => e.IsNode));
        foreach (var (place, element) in elements.Index())
        {
            var verbAfterThing = element.Kind == ElementKind.Sign && (element.Roles & (Roles.Remove | Roles.Request | Roles.Add | Roles.Set)) != 0
                && things && elements[last].First > element.First
                // "chini 2 bori kar do, namak hata do": a verb before a comma belongs to what it follows.
                && elements.ElementAtOrDefault(place + 1) is not { Kind: ElementKind.Separator };

            // "eggs instead of 10 trays put 12": the verb belongs to the new amount.
            var isInstead = verbAfterThing && elements[place + 1].IsAmount && segment.Count(e => e.IsAmount) == 1
                && segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Instead) != 0);
            // "ek peti aur badha do predator ki": one carton more.
            var isMore = element is { Kind: ElementKind.Separator, Roles: Roles.And } && segment.Exists(e => e.IsAmount) && !segment.Exists(e => e.IsNode)
                && elements.ElementAtOrDefault(place + 1) is { Kind: ElementKind.Sign } more && (more.Roles & (Roles.Add | Roles.Request)) != 0;
            // "peines que sean 6 y delineador 2", "vimto make 5 eggs make 3".
            var behind = elements.FindIndex(place + 1, e => !e.IsAmount);
            // "brookside 500 niletee 5 ctn, ...", "dettol liquid chahiye 250ml wala 2 peti, ...".
            var isSized = verbAfterThing && behind > place + 1 && elements[behind].Kind == ElementKind.Separator && (element.Roles & (Roles.Remove | Roles.Add)) == 0 && segment.FindAll(e => e.IsNode) is [{ Mention: { } sized }]
                && segment.FindAll(e => e.IsAmount) is var counts && (counts.Count == 0 || counts is [{ Quantity: { IsBare: true } size }] && catalog.IsWrittenOn(sized.Candidates, size.Number));
            var isBetween = verbAfterThing && IsSet(element) && segment is [{ IsNode: true }] && behind > place + 1 && (elements[behind].Kind == ElementKind.Separator || (elements[behind].IsNode && IsSet(elements.ElementAtOrDefault(behind + 1))));
            var isNext = element.IsNode && segment is [{ IsNode: true }, { Kind: ElementKind.Sign }, { IsAmount: true }] && IsSet(segment[1]) && IsSet(elements.ElementAtOrDefault(place + 1));
            // "خليهم 12 وزود معاهم 3 كريك": what the first verb sets is told.
            var isSetBefore = element.Kind == ElementKind.Sign && (element.Roles & (Roles.Add | Roles.Request)) != 0 && segment is [.., { IsAmount: true }] && IsSet(segment[0]) && !segment.Exists(e => e.IsNode) && elements.ElementAtOrDefault(place + 1) is { IsAmount: true } && elements.Skip(place + 1).TakeWhile(e => e.Kind != ElementKind.Separator).Any(e => e.IsNode);
            if ((element.Kind == ElementKind.Separator && !isMore) || isNext || isSetBefore || (verbAfterThing && !isInstead && !isBetween && !isSized) || (IsNextSize(segment, element, elements.ElementAtOrDefault(place + 1)) && elements.ElementAtOrDefault(place + 1) is not { IsNode: true }))
            {
                yield return segment;
                (segment, things) = ([], false);
            }

            things |= element.IsNode;

            if (element.Kind != ElementKind.Separator)
            {
                segment.Add(element);
            }
        }

        yield return segment;
    }

    private static bool IsSet(Element? sign) => sign is { Kind: ElementKind.Sign } && (sign.Roles & Roles.Set) != 0;

    /// <summary>"bulb 9w 20pcs 12w 30pcs": the thing has its size and its amount, and here begins another of its sizes.</summary>
    private bool IsNextSize(List<Element> segment, Element element, Element? next)
    {
        var thing = (segment.Find(e => e.Kind == ElementKind.Product) ?? items.LastOrDefault()?.Node)?.Mention;
        return thing is not null && element.Quantity is { Number: not null } && segment is [.., { Quantity.Number: not null } before]
            && !IsSize(before) && IsSize(element) && (segment.Exists(IsSize) || thing.Candidates.Count == 1);

        // "milk 1l 2 crates, 500 3 crates": the measure may be left out where an amount follows.
        bool IsSize(Element e) => e.Quantity is { Number: { } number } said && (said.Measure is { } measure
            ? catalog.InSize(thing.Candidates, own => own.Is(measure, number)).Count > 0
            : e == element && said.IsBare && next?.Quantity is { Number: not null, Unit: not null, Measure: null } && catalog.InSize(thing.Candidates, own => own.Written == number).Count > 0);
    }

    private void ReadSegment(List<Element> segment)
    {
        var carried = verb;
        var signs = segment.Where(e => e.Kind == ElementKind.Sign).Aggregate(Roles.None, (all, e) => all | VerbOf(e, segment));
        var thing = segment.FindIndex(e => e.IsNode);
        var trailing = thing >= 0 && segment.Take(thing).All(e => e.Kind != ElementKind.Sign);
        var now = signs == 0 ? verb : (signs & ~(Roles.To | Roles.By)) == 0 ? signs | verb : signs;
        verb = signs == 0 || (trailing && thing >= 0) ? verb : signs;
        if (context.Basket.Count == 0 && segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Request) != 0 && (e.Roles & Roles.Remove) != 0))
        {
            // "drop 2 cartons of bulbs": nothing is there that could be dropped.
            (now, verb) = (now & ~Roles.Remove, verb & ~Roles.Remove);
        }

        now |= TakesBack(segment) ? Roles.Instead : Roles.None;
        now |= IsFromTo(segment) ? Roles.Set : Roles.None;
        if (items.LastOrDefault() is { Operation: LineOperation.Remove, Amounts.Count: 0 } && segment.Count(e => e.IsNode) == 1 && segment.RemoveAll(e => e.Kind == ElementKind.Sign && ((e.Roles & Roles.Replace) != 0 || (e == segment[0] && (e.Roles & Roles.Instead) != 0 && (e.Roles & (Roles.Deny | Roles.Negate | Roles.Except)) == 0 && segment.Exists(IsCounted)))) > 0)
        {
            // "garlic is off, instead ginger 2 kilos": what it takes the place of has gone.
            now &= ~(Roles.Instead | Roles.Replace | Roles.Set);
        }

        now = amends.DropNegated(segment, items.LastOrDefault()) ? (now & ~Roles.Remove) | Roles.Set : now;
        amends.Recast(segment);
        var said = segment.Find(e => e.Quantity is { Measure: null, Number: not null })?.Quantity!.Number;
        var dropped = Corrections.DropOld(segment, now);
        Pairing.Doubt(segment, catalog);
        var read = Pairing.Pair(segment, catalog);
        var isTold = segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Deny | Roles.Negate)) != 0 && segment.Exists(word => word.Kind == ElementKind.Unknown && word.First == e.Last + 1));
        var denied = (now & Roles.Set) == 0 && segment.Exists(e => IsDenial(e, segment)) && segment.Exists(e => e.IsAmount);
        var isAmended = segment is [{ Kind: ElementKind.Sign } retracts, ..] && (retracts.Roles & (Roles.Correct | Roles.Deny | Roles.Negate)) != 0 && segment.Exists(IsMeasured);
        if (read.Count == 0 && Sizes.OtherSize(isAmended ? segment.FindAll(e => e.IsAmount) : segment, items.LastOrDefault(), catalog) is { } other)
        {
            read.Add(other);
            if (items[^1].IsAlone)
            {
                items[^1].IsHeading = true;
            }
            else if ((corrects || isAmended) && items[^1] is { Size: not null, Operation: LineOperation.Add } former)
            {
                other.Amounts.AddRange(other.Amounts.Count == 0 ? former.Amounts : []);
                // "padlock 40mm 6, no, put 50mm 6".
                items.RemoveAt(items.Count - 1);
            }
        }
        else if (read.Count == 0 && Sizes.BySize(segment, catalog) is { } sized)
        {
            read.Add(sized);
        }

        if ((now & Roles.Set) != 0 && (now & (Roles.Add | Roles.Remove)) != 0 && segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Set) != 0 && segment.Find(a => a.First > e.Last) is { IsAmount: true }))
        {
            // "punguza maziwa yawe katoni 2": less, and how much it is to be.
            now &= ~(Roles.Add | Roles.Remove);
        }

        if ((now & Roles.Set) != 0 && segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Add) != 0 && segment.Exists(a => a.IsAmount && a.Last == e.First - 1)))
        {
            // "ponle 3 cajas más": so many more.
            now = (now & ~(Roles.Set | Roles.To)) | Roles.Add;
        }

        var to = segment.Find(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.To) != 0 && segment.Find(a => a.First > e.Last) is { IsAmount: true });
        var isForbidden = (now & Roles.Remove) != 0 && !segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Remove) != 0) && (carried & Roles.Remove) == 0;
        foreach (var item in read)
        {
            // "el morado es para doña Elsa, que no usa otro": what a "no" forbids stands right behind it.
            Apply(item, isForbidden && !segment.Exists(e => IsDenial(e, segment) && e.Last == item.Node.First - 1) ? now & ~Roles.Remove : now);
            item.Trust(read.IndexOf(item) is var place and > 0 ? read[place - 1] : items.LastOrDefault(), catalog);
            item.IsTotal = to is not null && to.First > item.Node.Last;
            if (TakesBack(item, segment, now))
            {
                continue;
            }

            if (signs == 0 && (carried & Roles.Remove) != 0 && item.Operation == LineOperation.Remove && item.Amounts.Count > 0 && items.LastOrDefault()?.Amounts.Count == 0 && !IsInCart(item))
            {
                // "no salt, just 2 bales of sugar": what is not in the cart can't be taken out of it.
                (item.Operation, carried) = (LineOperation.Add, carried & ~Roles.Remove);
            }

            if (item is { Operation: LineOperation.Remove, Amounts.Count: > 0 } && segment[0].Kind == ElementKind.Sign && !IsInCart(item) && items.Count > begun && items[^1] is { Operation: LineOperation.Add, IsProduct: true, Amounts.Count: 0, Size: null } gone)
            {
                // "pyaj chahidaina alu 1 bora": the verb ends what was said before.
                (gone.Operation, item.Operation) = (LineOperation.Remove, LineOperation.Add);
            }

            if (item is { Operation: LineOperation.Add, Amounts.Count: > 0, IsChange: false } && onlys.Exists(at => at >= item.First - 2 && at <= item.Last + 1) && IsInCart(item))
            {
                // "eggs only 3" with 5 in the cart.
                item.Operation = LineOperation.Set;
            }

            if (signs == 0 && item is { Operation: LineOperation.Add, Amounts.Count: > 0 } && items.LastOrDefault() is { Operation: LineOperation.Set, IsInstead: false } set && items.Count > begun && IsInCart(set) && IsInCart(item))
            {
                // "chini 3 kar dena, namak 1": the verb of the first is meant for both.
                item.Operation = LineOperation.Set;
            }

            if (item == read[0] && (corrects || (segment[0].Kind == ElementKind.Sign && (segment[0].Roles & Roles.Correct) != 0)) && items.LastOrDefault() is { IsProduct: true, Operation: LineOperation.Add } taken && IsVariantOf(item, taken))
            {
                // "pampers L 3, sorry, M": another of its kind takes its place.
                item.Amounts.AddRange(item.Amounts.Count == 0 ? taken.Amounts : []);
                item.Operation = LineOperation.Add;
                items.Remove(taken);
            }

            if (item == read[0] && (corrects || segment.TakeWhile(e => e.Kind == ElementKind.Sign).Any(e => (e.Roles & (Roles.Correct | (item.Size is null ? Roles.None : Roles.Deny | Roles.Negate))) != 0)) && dropped == 0 && items.Count > reach && TakesPlace(item, items[^1]))
            {
                // "20 bags of bamburi, no no, simba 20 bags", "omo 500 2 cajas, no mejor omo de 1 kilo 2 cajas".
                items.RemoveAt(items.Count - 1);
            }

            item.TakenBack = dropped > 0 ? said : null;
            item.IsDoubtful |= denied || isTold || dropped < 0 || (signs == 0 && (carried & Roles.Instead) != 0) || (signs == 0 && (carried & Roles.Remove) != 0 && item.Amounts.Count > 0 && items.LastOrDefault()?.Amounts.Count == 0);
            items.Add(item);
        }

        var corrected = corrects;
        corrects = segment is [.., { Kind: ElementKind.Sign } no] && (no.Roles & (Roles.Correct | Roles.Deny | Roles.Negate)) != 0;
        if (read.Count == 0 && dropped <= 0 && segment is [.., { Kind: ElementKind.Sign } end] && (end.Roles & (Roles.Deny | Roles.Negate)) != 0)
        {
            // "5 no, 4 bags of sugar": the 5 is taken back.
            return;
        }

        if (read.Count == 0 && (IsOfCart(segment) || DeniesCart(segment)))
        {
            return;
        }

        if (read.Count == 0 && items.Count > reach && items[^1] is { IsProduct: true, Operation: not LineOperation.Remove } stated && stated.Amounts.FindAll(e => e.Quantity?.Number is not null) is [{ Quantity: { } was } mistaken]
            && segment.FindAll(e => e.Kind != ElementKind.Sign) is [.., { } amended] left && (left.Count == 1 || left is [{ Quantity: { Number: null, Unit: not null } }, _])
            // "hapana bale 5": the unit stands before its number.
            && (left.Count > 1 && amended.Quantity is { } numbered ? numbered with { Unit = left[0].Quantity!.Unit } : amended.DeniedAs ?? (now & (Roles.Set | Roles.Request)) switch { 0 => null, _ => amended.Quantity }) is { Number: not null } instead
            && segment[0] is { Kind: ElementKind.Sign } refused && (refused.Roles & (Roles.Deny | Roles.Negate)) != 0)
        {
            // "3 packet, nahi 5 packet kar do", "12, haina 24 tube"; "2 sacos, no 3" may deny the three.
            stated.Amounts[stated.Amounts.IndexOf(mistaken)] = amended with { Kind = ElementKind.Quantity, Quantity = instead.Unit is null ? instead with { Unit = was.Unit, Measure = was.Measure } : instead, Denied = null, DeniedAs = null };
            stated.IsDoubtful |= (now & (Roles.Set | Roles.Request)) == 0 && (refused.Roles & Roles.Negate) != 0 && instead.Unit is null;
            return;
        }

        if (segment is [{ Kind: ElementKind.Sign } nay, { DeniedAs: { Number: { } many, Unit: not null } meant } shown] && (nay.Roles & Roles.Deny) != 0 && counted == 1 && context.Basket is [var lying] && lying.Quantity != many)
        {
            // "nahi 3 tray" with 2 in the cart: no, but 3.
            Loose.Add(([new Element(ElementKind.Quantity, shown.First, shown.Last) { Quantity = meant }], Roles.Set));
            return;
        }

        if (read.Count == 0 && Resize(segment))
        {
            return;
        }

        if (read.Count == 0 && segment.Where(e => e.IsAmount).ToList() is { Count: > 0 } alone)
        {
            // "põe 8 que domingo tem jogo": a unit that no number stands beside.
            alone.RemoveAll(e => e.Quantity is { Number: null } && alone.Exists(other => other.Quantity is { Number: not null }) && alone.TrueForAll(other => other == e || e.First - other.Last > MostBetween || other.First > e.Last + 1));
            Attach(alone, dropped > 0 ? now | Roles.Set : now, corrected || segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Correct) != 0));
        }
    }

    /// <summary>"no" forbids what follows it at once ("no sugar"); alone, or before a new quantity ("no, make sugar 3"), it is only an answer.</summary>
    private static Roles VerbOf(Element sign, List<Element> segment)
    {
        const Roles verbs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Instead | Roles.By | Roles.To;
        var forbids = IsDenial(sign, segment) && !segment.Exists(e => e.IsAmount && e.Quantity?.Measure is null);
        var toAmount = segment.Find(e => e.First > sign.Last) is { IsAmount: true };
        // "o arame deixa só 2".
        var keeps = toAmount && (sign.Roles & Roles.Keep) != 0;
        return (sign.Roles & (toAmount ? verbs : verbs & ~Roles.To)) | (forbids ? Roles.Remove : 0) | (keeps ? Roles.Set : 0);
    }

    /// <summary>"fanta orange 500 4 cartons... sorry 1.5 not 500": the last thing in another of its sizes.</summary>
    private bool Resize(List<Element> segment)
    {
        if (segment.FindAll(e => e.Kind != ElementKind.Sign) is [{ Quantity: { IsBare: true, Number: { } gone } }] && segment[0] is { Kind: ElementKind.Sign } no && (no.Roles & (Roles.Correct | Roles.Remove)) != 0 && context.Basket.Count == 0
            && items.Where(item => item is { IsProduct: true, Operation: LineOperation.Add } && (item.Size?.Quantity?.Number ?? (item.Node.Mention!.Candidates is [var id] ? catalog.Products[id].Size?.Written : null)) == gone).ToList() is [var taken])
        {
            // "dettol 250 x 2, dettol 500 x 1 ... no scratch that 250".
            items.Remove(taken);
            return true;
        }

        if (segment is not [{ Kind: ElementKind.Sign } sorry, { Quantity: { IsBare: true, Number: { } size } } written, .. var rest] || (sorry.Roles & Roles.Correct) == 0 || items.LastOrDefault() is not { IsProduct: true, Operation: LineOperation.Add } last
            || !rest.TrueForAll(e => e.Kind == ElementKind.Sign || (e.IsAmount && catalog.IsWrittenOn(last.Node.Mention!.Candidates, e.Quantity?.Number ?? e.Denied))) || !(rest.Exists(e => e.IsAmount) || !decimal.IsInteger(size))
            || last.Node.Mention!.Candidates.SelectMany(catalog.Siblings).Distinct().Where(id => catalog.Products[id].Size?.Written == size).ToList() is not [var other])
        {
            return false;
        }

        var item = new Item(new Element(ElementKind.Product, written.First, written.Last) { Mention = new Mention([other], true, 1) }) { Operation = LineOperation.Add };
        item.Amounts.AddRange(last.Amounts);
        items[^1] = item;
        return true;
    }

    /// <summary>"make it 6, not 4" with 4 in the cart: the second number says only what no longer holds.</summary>
    private bool IsOfCart(List<Element> segment)
    {
        if (segment is not [{ Kind: ElementKind.Sign } no, { IsAmount: true } taken] || (taken.Quantity?.Number ?? taken.Denied) is not { } number || (no.Roles & (Roles.Deny | Roles.Negate | Roles.Instead)) == 0)
        {
            return false;
        }

        var lines = context.Basket.Where(line => line.Quantity == number).ToList();
        if (items.LastOrDefault() is { Node.Mention: { } mention, Amounts.Count: > 0 } last
            && lines.Exists(line => catalog.Find(line.Sku) is { } id && mention.Candidates.Contains(id)))
        {
            last.Operation = LineOperation.Set;
            return true;
        }

        return lines.Count > 0 && Loose.Count > 0;
    }

    /// <summary>"No son 5, son 3" with 5 in the cart: what is denied first says only what no longer holds, and what follows is set.</summary>
    private bool DeniesCart(List<Element> segment)
    {
        if (segment is not [{ Kind: ElementKind.Sign }, .., { IsAmount: true } taken] || !segment.TakeWhile(e => e.Kind == ElementKind.Sign).Any(e => (e.Roles & (Roles.Deny | Roles.Negate)) != 0) || segment.Count(e => e.IsAmount) > 1
            || (taken.Quantity?.Number ?? taken.Denied) is not { } number || counted < 2 || context.Basket.Count(line => line.Quantity == number) != 1)
        {
            return false;
        }

        verb = Roles.Set;
        return true;
    }

    /// <summary>"salt from 2 to 4".</summary>
    private static bool IsFromTo(List<Element> segment) =>
        segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.From) != 0) is var from and >= 0
        && segment.ElementAtOrDefault(from + 1) is { IsAmount: true } && segment.ElementAtOrDefault(from + 2) is { Kind: ElementKind.Sign } to && (to.Roles & Roles.To) != 0
        && segment.ElementAtOrDefault(from + 3) is { IsAmount: true };

    /// <summary>"sorry sugar 6": what is in the cart of it is replaced.</summary>
    private static bool TakesBack(List<Element> segment) =>
        segment is [{ Kind: ElementKind.Sign } sign, { } next, ..] && (sign.Roles & Roles.Correct) != 0 && next.First == sign.Last + 1 && (next.IsNode || next.IsAmount);

    /// <summary>"6 brooms, sorry, make that 8 brooms": the same thing again, so only what is said last counts.</summary>
    private bool TakesBack(Item item, List<Element> segment, Roles now)
    {
        var corrected = corrects || segment.TakeWhile(e => !e.IsNode).Any(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Correct | Roles.Set | Roles.Deny)) != 0)
            // "dettol 500 x 1 ... only dettol 500 x 3".
            || onlys.Exists(at => at >= item.First - 2 && at <= item.First)
            // "4 y12, no wait, y12 make it 14".
            || (!IsInCart(item) && segment.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Set) != 0));
        if (!corrected || !item.IsProduct || item.Amounts.Count == 0 || (now & (Roles.Add | Roles.Remove)) != 0
            || items.FindLast(old => old is { IsProduct: true, Operation: LineOperation.Add } && old.Node.Mention!.Candidates.Intersect(item.Node.Mention!.Candidates).Any()) is not { Amounts.Count: > 0 } old
            || (old.Size ?? item.Size) is not null && old.Size?.Quantity != item.Size?.Quantity && item.Size is not null)
        {
            return false;
        }

        old.Amounts.Clear();
        old.Amounts.AddRange(item.Amounts);
        return true;
    }

    /// <summary>As many of another thing, or of another size of the same.</summary>
    private static bool TakesPlace(Item item, Item before)
    {
        if (before is not { IsProduct: true, Operation: LineOperation.Add, Amounts: [{ Quantity.Number: { } was }] } || item is not { IsProduct: true, Amounts: [{ Quantity.Number: { } now }] } || !(item.Operation == LineOperation.Add || item.IsInstead) || was != now)
        {
            return false;
        }

        return item.Node.Mention!.Candidates.Any(id => !before.Node.Mention!.Candidates.Contains(id)) || (item.Size ?? before.Size) is not null && item.Size?.Quantity != before.Size?.Quantity;
    }

    private bool IsVariantOf(Item item, Item other) => item is { IsProduct: true, Node.Mention.Candidates: [var one] } && other.Node.Mention!.Candidates is [var two]
        && one != two && catalog.Products[one].Named.Overlaps(catalog.Products[two].Named);

    private bool IsInCart(Item item) => item.Node.Mention is { } mention && context.Basket.Any(line => catalog.Find(line.Sku) is { } id && mention.Candidates.Contains(id));

    private static bool IsCounted(Element element) => element.Quantity is { Measure: null, Number: not null };

    private static bool IsMeasured(Element element) => element.Quantity is { Measure: not null, Number: not null };

    private static bool IsDenial(Element sign, List<Element> segment) =>
        sign.Kind == ElementKind.Sign && (sign.Roles & Roles.Deny) != 0 && segment.Exists(e => e.IsNode && e.First == sign.Last + 1);

    private static void Apply(Item item, Roles now)
    {
        var toTotal = (now & Roles.To) != 0 && (now & (Roles.Add | Roles.Remove)) != 0;
        var isSet = toTotal || (now & (Roles.Set | Roles.Instead)) != 0;
        item.IsInstead = isSet && !toTotal && (now & Roles.Set) == 0;
        item.IsChange = (now & Roles.Add) != 0 && !toTotal;
        item.Operation = (now & Roles.Remove) != 0 && !toTotal ? LineOperation.Remove : isSet ? LineOperation.Set : LineOperation.Add;
    }

    /// <summary>"coke, 2 carton": the amounts of a segment without a thing go to the thing before, when it has none.</summary>
    private void Attach(List<Element> amounts, Roles now, bool corrects)
    {
        if (items.LastOrDefault() is { Operation: LineOperation.Add or LineOperation.Set, IsProduct: true } named && named.Amounts.Count is 1 or 2 && named.Amounts.FindAll(e => named.Amounts.Count == 1 || e.Quantity?.Number is not null) is [{ Quantity: { } old } given]
            && amounts is [{ Quantity: { Number: not null } said } amount] && (corrects || (now & Roles.Set) != 0))
        {
            // "10 cartons of sprite, no, make it 8": what was said last counts, in the unit that was said.
            named.Amounts[named.Amounts.IndexOf(given)] = said.Unit is null ? amount with { Quantity = said with { Unit = old.Unit, Measure = old.Measure } } : amount;
            named.Operation = (now & Roles.Set) != 0 && IsInCart(named) ? LineOperation.Set : named.Operation;
            return;
        }

        if (items.LastOrDefault() is { Operation: not LineOperation.Remove } last && last.Amounts.Count == 0)
        {
            last.Amounts.AddRange(amounts);
            return;
        }

        if ((now & (Roles.Set | Roles.Add | Roles.Remove)) == 0 && items.LastOrDefault() is { Operation: LineOperation.Add, Amounts: [{ Quantity.Unit: { } unit }] } one
            && amounts is [{ Quantity: { Number: not null, Unit: { } same } }] && same.Word == unit.Word)
        {
            // "eggs five tray... six tray".
            one.IsDoubtful = true;
        }

        if (corrects && items.LastOrDefault() is { Operation: LineOperation.Add, Amounts.Count: > 0 } taken)
        {
            // What was said may no longer hold.
            taken.IsDoubtful = true;
        }

        // "No, 3 trays": what is in the cart is to be so many.
        Loose.Add((amounts, corrects && (now & (Roles.Set | Roles.Add | Roles.Remove)) == 0 ? now | Roles.Set : now));
    }

}
