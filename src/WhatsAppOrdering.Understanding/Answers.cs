namespace WhatsAppOrdering.Understanding;

/// <summary>Replies to what was asked last: a number for "how many?", a place, a name or a size for "which one?".</summary>
internal static class Answers
{
    /// <summary>Feeds the resolver; false when the message is no answer to what was asked.</summary>
    public static bool Read(List<Sentence> sentences, CatalogIndex catalog, Resolver resolver, TokenView view, DialogueContext context)
    {
        var elements = sentences.SelectMany(s => s.Elements).ToList();
        if (context.Awaiting == Awaiting.Quantity && elements is [{ Quantity.Number: not null }, { Kind: ElementKind.Separator } comma, ..] && sentences[0].Elements.Contains(comma) && !sentences.Exists(s => s.HasProducts || s.IsQuoted || s.IsAsked) && elements.Count(e => e.IsAmount) == 1)
        {
            // "two for now, next month I will add".
            return Quantity([elements[0]], catalog, resolver, context);
        }

        if (context.Awaiting == Awaiting.Quantity && sentences is [var first, ..] && first.Elements is [{ Quantity: { Number: not null, Measure: null } }, { Kind: ElementKind.Separator or ElementKind.Sign }, ..] && Moods.Complete(first) > 0 && Moods.Of(first) == Mood.Order
            && first.Elements.FindIndex(e => e.IsNode) is var thing && (first.Elements.Take(thing).Count(e => e.IsAmount) > 1 || first.Elements.Skip(thing).Any(e => e.IsAmount)) && Quantity([first.Elements[0]], catalog, resolver, context))
        {
            // "2 cartons only, and also 1 ctn ketchup": the rest is an order of its own.
            first.Elements.RemoveAt(0);
            return false;
        }

        if (elements.Count == 0 && context.Awaiting != Awaiting.Product || sentences.Exists(s => s.Has(Roles.Past | Roles.Stock | Roles.Hedge) || s.IsQuoted))
        {
            return false;
        }

        return context.Awaiting switch
        {
            Awaiting.Quantity => Quantity(elements, catalog, resolver, context),
            Awaiting.Product => Product(elements, catalog, resolver, view, context),
            _ => false,
        };
    }

    private static bool Quantity(List<Element> elements, CatalogIndex catalog, Resolver resolver, DialogueContext context)
    {
        var amounts = elements.Where(e => e.IsAmount).ToList();
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

    private static bool Product(List<Element> elements, CatalogIndex catalog, Resolver resolver, TokenView view, DialogueContext context)
    {
        if (elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Deny | Roles.Negate)) != 0) is > 0 and var no && elements[..no].Exists(e => e.IsNode) && elements[no..].Exists(e => e.IsNode))
        {
            // "yang hitam bukan yang merah": what is denied behind it says no more.
            elements = elements[..no];
        }

        var options = context.Options.Select(catalog.Find).OfType<int>().ToList();
        if (options.Count > 1 && Enumerable.Range(0, view.Count).Any(i => view.PackAt(i).Entry?.Has(Roles.Both) == true) && !elements.Exists(e => e.IsNode) && elements.FindAll(e => e.IsAmount) is [{ Quantity: { Number: not null, Measure: null } }] each)
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
        var amounts = elements.Where(e => e.Quantity is { Measure: null, Unit: not null }).ToList();
        if (amounts is [{ Quantity: { Number: null } own } only] && context.Quantity is { } before)
        {
            // "the big bag", when two were asked for.
            amounts[0] = only with { Quantity = own with { Number = before } };
        }
        else if (amounts.Count == 0 && context.Quantity is { } quantity)
        {
            amounts.Add(new Element(ElementKind.Quantity, 0, view.Count - 1) { Quantity = new Quantity(quantity, UnitOf(context.Unit), null) });
        }

        resolver.Resolve(About(id, amounts, 0));
        return product is not null;
    }

    /// <summary>"3 packets" to "which one?": how many, and still which.</summary>
    private static bool AsksAgain(List<Element> elements, List<int> options, CatalogIndex catalog, Resolver resolver, TokenView view)
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

    private static int? Chosen(List<Element> elements, List<int> options, CatalogIndex catalog, TokenView view)
    {
        var places = Enumerable.Range(0, view.Count).Select(i => view.PackAt(i).Entry).Where(e => e?.Has(Roles.Ordinal) == true).Select(e => e!.Place)
            .Concat(elements.Where(e => e.Quantity is { IsBare: true, Number: not null }).Select(e => (int)Math.Min(e.Quantity!.Number!.Value, 99)))
            // "no 2": its number, and no "no".
            .Concat(elements.Select(e => e.Denied).OfType<decimal>().Select(number => (int)Math.Min(number, 99)))
            .ToList();
        var fitting = options.Where(id => Fits(id, elements, catalog)).ToList();
        var named = elements.Exists(e => e.IsNode || e.Quantity?.Measure is not null);
        var sizes = Enumerable.Range(0, view.Count).Aggregate(Roles.None, (all, i) => all | (view.PackAt(i).Entry?.Roles ?? Roles.None));
        if (elements.FindAll(e => e.Kind != ElementKind.Sign) is [{ Quantity: { IsBare: true, Number: { } size } }] && options.Where(id => catalog.Products[id].Size?.Written == size).ToList() is [var sized]
            && (size > options.Count || !decimal.IsInteger(size)))
        {
            // "250 wala": no place in the list, but the size of one.
            return sized;
        }

        return !elements.Exists(e => e.IsNode) && catalog.Extreme(options, sizes) is { } one ? one
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
