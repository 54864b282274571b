namespace WhatsAppOrdering.Understanding;

/// <summary>How much of a message answers what was asked.</summary>
internal enum Answered
{
    Not, Whole, Opening,
}

/// <summary>Replies to what was asked last: a number for "how many?", a place, a name or a size for "which one?".</summary>
internal static class Answers
{
    private const Roles Tells = Roles.Past | Roles.Stock | Roles.Hedge | Roles.Question | Roles.Price | Roles.Ask | Roles.Prose;

    /// <summary>Of so much nobody wants as many.</summary>
    private const decimal LeastSize = 50;

    /// <summary>Feeds the resolver; of a message that orders something behind its answer the answer's words are taken out.</summary>
    public static Answered Read(List<Sentence> sentences, CatalogIndex catalog, Resolver resolver, TokenView view, DialogueContext context)
    {
        var parts = Part.Of([.. sentences.SkipWhile(s => s.IsQuoted || (context.Awaiting == Awaiting.Quantity && s is { HasAmounts: false, HasProducts: false, IsAsked: false }))]);
        var options = context.Options.Select(catalog.Find).OfType<int>().ToList();
        // "medium. and also 2 bales tissue": words that are neither things nor amounts are no part of any sentence.
        var start = sentences.Exists(s => s.IsQuoted) ? parts.Select(part => part.First).DefaultIfEmpty(0).Min() : 0;
        var behind = parts.FindIndex(part => (part != parts[0] || part.First > start) && !IsOfAnswer(part, options));
        var opening = behind < 0 ? parts : parts[..behind];
        var rest = behind < 0 ? [] : parts[behind..];
        var end = behind < 0 ? view.Count - 1 : rest[0].First - 1;
        if (end < start || opening.Exists(part => part.Whole.IsQuoted || part.Whole.IsAsked || (part.Roles & (Roles.Past | Roles.Stock | Roles.Hedge)) != 0)
            || rest is [{ Roles: var condition } first, ..] && (condition & (Roles.If | Roles.Else)) != 0 && !first.IsParted)
        {
            return Answered.Not;
        }

        var elements = opening.SelectMany(part => part.Elements).ToList();
        var isAnswered = context.Awaiting switch
        {
            Awaiting.Quantity => elements.Count > 0 && Quantity(elements, catalog, resolver, context),
            Awaiting.Product => Product(elements, opening.Count > 0 ? opening[0].Elements : [], options, catalog, resolver, view.Within(start, end), context),
            _ => false,
        };
        var next = rest.FindIndex(part => part.Elements.Exists(e => e.Kind == ElementKind.Product));
        if (!isAnswered || next < 0)
        {
            return isAnswered ? Answered.Whole : Answered.Not;
        }

        // "2 cartons only, and also 1 ctn ketchup": the rest is an order of its own.
        var from = rest[next].First;
        sentences.RemoveRange(0, sentences.IndexOf(rest[next].Whole));
        var whole = sentences[0];
        whole.Elements.RemoveAll(e => e.First < from);
        whole.Forget(mark => mark.At < from);
        return Answered.Opening;
    }

    /// <summary>It tells nothing and names nothing but what was offered.</summary>
    private static bool IsOfAnswer(Part part, List<int> options) => (part.Roles & Tells) == 0 && !part.Whole.IsAsked
        && part.Elements.TrueForAll(e => e.Kind != ElementKind.Unknown && (e.Mention is not { } named || named.Candidates.Intersect(options).Any()));

    private static bool Quantity(List<Element> elements, CatalogIndex catalog, Resolver resolver, DialogueContext context)
    {
        var amounts = elements.Where(e => e.IsAmount).DistinctBy(e => (e.Quantity?.Number, e.Quantity?.Unit?.Word)).ToList();
        if (context.AskedSku is not { } sku || catalog.Find(sku) is not { } id || amounts.Count == 0 || elements.Exists(e => e.IsNode))
        {
            return false;
        }

        if (amounts is [{ Quantity: { IsBare: true, Number: not null } bare } only] && context.Unit is { } word)
        {
            // "coke carton": how many? "3".
            amounts[0] = only with { Quantity = bare with { Unit = UnitOf(word) } };
        }

        resolver.Resolve(About(id, amounts, amounts[0].First));
        return true;
    }

    private static bool Product(List<Element> elements, List<Element> choosing, List<int> options, CatalogIndex catalog, Resolver resolver, TokenRange view, DialogueContext context)
    {
        if (elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Deny | Roles.Negate)) != 0) is > 0 and var no && elements[..no].Exists(e => e.IsNode) && elements[no..].Exists(e => e.IsNode))
        {
            // "yang hitam bukan yang merah": what is denied behind it says no more.
            elements = elements[..no];
        }

        if (options.Count > 1 && view.Entries.Any(entry => entry.Has(Roles.Both)) && !elements.Exists(e => e.IsNode) && elements.FindAll(e => e.IsAmount) is [{ Quantity: { Number: not null, Measure: null } }] each)
        {
            // "both, 2 each".
            options.ForEach(option => resolver.Resolve(About(option, each, each[0].First)));
            return true;
        }

        if (Chosen(elements, options, catalog, view) is not { } id)
        {
            return AsksAgain(elements, options, catalog, resolver, view);
        }

        var product = catalog.Products[id].Product;
        // "the big one, 10": what stands behind the choice is how many.
        var amounts = elements.Where(e => e.Quantity is { Measure: null, Unit: not null } || (e.Quantity is { IsBare: true, Number: not null } && !choosing.Contains(e))).ToList();
        // "la grande, de 900".
        amounts.RemoveAll(e => e.Quantity is { IsBare: true, Number: >= LeastSize and var said } && catalog.IsWrittenOn([id], said));
        if (context is { Quantity: not null, Unit: not null } && amounts is [{ Quantity.Number: null }])
        {
            // "the 400g one, the small tin" of two cartons.
            amounts.Clear();
        }

        if (amounts is [{ Quantity: { Number: null } own } only] && context.Quantity is { } before)
        {
            // "the big bag", when two were asked for.
            amounts[0] = only with { Quantity = own with { Number = before } };
        }
        else if (amounts.Count == 0 && context.Quantity is { } quantity)
        {
            amounts.Add(new Element(ElementKind.Quantity, view.First, view.Last) { Quantity = new Quantity(quantity, UnitOf(context.Unit), null) });
        }

        resolver.Resolve(About(id, amounts, 0));
        return product is not null;
    }

    /// <summary>"3 packets" to "which one?": how many, and still which.</summary>
    private static bool AsksAgain(List<Element> elements, List<int> options, CatalogIndex catalog, Resolver resolver, TokenRange view)
    {
        if (options.Count == 0 || elements is not [{ Quantity: { Number: { } number, Unit: { } unit, Measure: null } } amount])
        {
            return false;
        }

        resolver.Questions.Add(new Question(view.Span(amount.First, amount.Last), [.. options.Select(option => catalog.Products[option].Product.Sku)])
        {
            Kind = QuestionKind.Product, Reason = "which one is still open", Quantity = number, Unit = unit.Word,
        });
        return true;
    }

    private static UnitMention? UnitOf(string? word) => word is null ? null : new UnitMention(Token.Fold(word), TokenView.UnitsOf(word), 1);

    private static int? Chosen(List<Element> elements, List<int> options, CatalogIndex catalog, TokenRange view)
    {
        var places = view.Entries.Where(e => e.Has(Roles.Ordinal)).Select(e => e.Place)
            .Concat(elements.Where(e => e.Quantity is { IsBare: true, Number: not null }).Select(e => (int)Math.Min(e.Quantity!.Number!.Value, 99)))
            // "no 2": its number, and no "no".
            .Concat(elements.Select(e => e.Denied).OfType<decimal>().Select(number => (int)Math.Min(number, 99)))
            .ToList();
        if (view.SizesOfClothes.ToList() is [var rank] && options.Where(id => catalog.Products[id].Size is { Base: PackSize.OfClothes } worn && worn.Amount == rank).ToList() is [var fit])
        {
            // "medium", "é a M mesmo", "large wala".
            return fit;
        }

        if (!elements.Exists(e => e.IsNode) && options.Where(id => view.Words.Any(word => catalog.Products[id].Named.Contains(word) && options.Count(other => catalog.Products[other].Named.Contains(word)) == 1)).ToList() is [var called])
        {
            // A word of only one of their names.
            return called;
        }

        var fitting = options.Where(id => Fits(id, elements, catalog)).ToList();
        var named = elements.Exists(e => e.IsNode || e.Quantity?.Measure is not null);
        var sizes = view.Entries.Aggregate(Roles.None, (all, entry) => all | entry.Roles);
        if (elements.FindAll(e => e.Kind != ElementKind.Sign) is [{ Quantity: { IsBare: true, Number: { } size } }] && options.Where(id => catalog.Products[id].Size?.Written == size).ToList() is [var sized]
            && (size > options.Count || !decimal.IsInteger(size)))
        {
            // "250 wala": no place in the list, but the size of one.
            return sized;
        }

        return !elements.Exists(e => e.IsNode) && catalog.Extreme(options, sizes, isOffered: true) is { } one ? one
            : named ? (fitting.Count == 1 ? fitting[0] : null)
            : places.Count > 0 && places[0] >= 1 && places[0] <= options.Count ? options[places[0] - 1] : null;
    }

    private static bool Fits(int id, List<Element> elements, CatalogIndex catalog) =>
        elements.Where(e => e.IsNode && !(e.Kind == ElementKind.Unknown && elements.Exists(other => other.Kind == ElementKind.Product))).All(e => e.Mention?.Candidates.Contains(id) == true)
        && elements.Where(e => e.Quantity?.Measure is not null)
            .All(e => catalog.Products[id].Size?.Is(e.Quantity!.Measure!.Value, e.Quantity.Number ?? 0) == true);

    private static Item About(int id, List<Element> amounts, int at)
    {
        var item = new Item(new Element(ElementKind.Product, at, at) { Mention = new Mention([id], true, 1) });
        item.Amounts.AddRange(amounts);
        return item;
    }
}
