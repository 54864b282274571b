using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>Turns one thing and its amounts into a line, or into the question that stands in the way of one.</summary>
internal sealed class Resolver(CatalogIndex catalog, LanguagePack pack, DialogueContext context, TokenView view)
{
    public const int MostOptions = 10;
    private const decimal MostOfOne = 9999;
    private const decimal LeastSize = 50;
    private const decimal Dozen = 12;

    /// <summary>"remove everything", "o resto cancela": between a verb and what it takes stands no more than a small word.</summary>
    private const int MostBetween = 3;

    public List<LineIntent> Lines { get; } = [];

    public List<Question> Questions { get; } = [];

    public List<TraceStep> Trace { get; } = [];

    /// <summary>What the person's last message was about and whether it lacked its quantity; read only when this one leaves it open.</summary>
    public required Lazy<(int Id, bool IsOpen)?> Topic { get; init; }

    public void Resolve(Item item)
    {
        var amount = Amount.Of(item);
        var candidates = Candidates(item, amount);
        var isLearnt = candidates.Count > 1 && context.Learnt.TryGetValue(NameOf(item), out var learnt) && catalog.Find(learnt) is { } own && (candidates.Contains(own) || item.Node.Mention!.Shared.Count > 0);
        if (isLearnt)
        {
            candidates = [catalog.Find(context.Learnt[NameOf(item)])!.Value];
            Trace.Add(new TraceStep("what this shop meant by it last time", NameOf(item)));
        }

        var isSized = item.Size is not null && candidates.Count == 1;
        var isInCart = item.Operation != LineOperation.Add && candidates is [var one] && context.Basket.Any(line => line.Sku == catalog.Products[one].Product.Sku);
        var isShared = item.Node.Mention!.Shared.Count > 0 && !isLearnt && !isInCart;
        if (candidates.Count != 1 || isShared || !(item.Node.Mention.Sure || isSized || isLearnt || isInCart) || item.IsDoubtful)
        {
            Ask(item, amount, QuestionKind.Product, candidates, candidates.Count > 1 ? "several products share the name" : "not certain");
            return;
        }

        var chosen = catalog.Products[candidates[0]];
        if (item.Size is null && amount is { Unit: null, Number: >= LeastSize } && catalog.Siblings(candidates[0]).ToList() is { Count: > 1 } kin && catalog.IsWrittenOn(kin, amount.Number))
        {
            // "milk 500 not 1L": hardly so many, where one of that name holds 500.
            Ask(item, amount, QuestionKind.Product, [.. catalog.Siblings(candidates[0])], "a number that may be a size");
            return;
        }

        Resolve(item, item.Amounts.Count > 1 && Tidy(item, chosen) ? Amount.Of(item) : amount, chosen.Product);
    }

    /// <summary>Takes away what only repeats what the catalog says: "24s" of a carton of 24, "100 kg (2 bags)" of bags of 50.</summary>
    private bool Tidy(Item item, IndexedProduct chosen)
    {
        var product = chosen.Product;
        var counts = item.Amounts.RemoveAll(e => e.PackCount is { } count && (product.Units.Any(unit => unit.Factor == count) || chosen.Words.Contains(count.ToString(CultureInfo.InvariantCulture))));
        if (item.Amounts is [{ Quantity: { Number: { } one, Unit: { } first } }, { Quantity: { Number: { } two, Unit: { } second } }]
            && catalog.Resolve(product, first) is { } a && catalog.Resolve(product, second) is { } b && a != b && one * product.FactorOf(a) == two * product.FactorOf(b))
        {
            item.Amounts.RemoveAt(pack.IsMeasure(a) ? 0 : 1);
            return true;
        }

        if (item.Amounts is [{ Quantity: { Number: { } total, Measure: { } measure } }, { Quantity: { Number: null, Unit: { } packs, Measure: null } } packed] && chosen.Size is { } size && size.Base == measure.Base && catalog.Resolve(product, packs) is { } meant
            && product.FactorOf(meant) == 1 && decimal.IsInteger(total * measure.Factor / size.Amount))
        {
            // "200kg sugar in 50kg bags".
            item.Amounts[1] = packed with { Quantity = new Quantity(total * measure.Factor / size.Amount, packs, null) };
            item.Amounts.RemoveAt(0);
            return true;
        }

        if (item.Amounts is [{ Quantity: { Number: not null, Unit: { } box } }, { Quantity: { IsBare: true, Number: { } held } }] && catalog.Resolve(product, box) is { } holds && product.FactorOf(holds) == held)
        {
            // "2 cajas de 50" of a box of 50.
            item.Amounts.RemoveAt(1);
            return true;
        }

        if (item.Amounts is [{ Quantity: { Number: null, Unit: { } bag } }, { Quantity: { Number: not null, Unit: { } of } }] && catalog.Resolve(product, bag) is { } sold && sold == catalog.Resolve(product, of))
        {
            // "basmati 5kg bag 8 nos".
            item.Amounts.RemoveAt(0);
            return true;
        }

        return counts > 0;
    }

    /// <summary>
    /// "Remove everything except sugar", "keep only sugar": the cart's other lines go; "all except salt" takes out salt.
    /// False when the sentence says nothing of the kind, or the cart is empty.
    /// </summary>
    public bool Spare(Sentence sentence)
    {
        var sign = sentence.Elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Except | Roles.Keep)) != 0);
        var isSpared = sign < 0 && IsSparedOfAll(sentence);
        if ((sign < 0 && !isSpared) || context.Basket.Count == 0 || sentence.HasAmounts || !sentence.HasProducts)
        {
            return false;
        }

        var named = sentence.Elements.Where(e => e.Kind == ElementKind.Product).ToList();
        var skus = named.ConvertAll(e => e.Mention!.Candidates.Select(id => catalog.Products[id].Product.Sku)
            .Where(sku => context.Basket.Any(line => line.Sku == sku)).ToList());
        if (skus.Find(options => options.Count != 1) is not null)
        {
            return false;
        }

        var taking = sign < 0 ? -1 : sentence.Elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Remove) != 0);
        if (taking >= 0 && taking < sign && (sentence.Elements[sign].Roles & Roles.Keep) != 0 && named.FindAll(e => e.First > sentence.Elements[taking].Last && e.Last < sentence.Elements[sign].First) is { Count: > 0 } gone && gone.Count < named.Count)
        {
            // "tira o isopor e deixa só os copos": what stands before the keeping goes.
            foreach (var line in context.Basket.Where(line => gone.Exists(e => skus[named.IndexOf(e)][0] == line.Sku)))
            {
                Remove(line, view.Span(gone[0].First, gone[^1].Last));
            }

            return true;
        }

        var keeps = isSpared || (sentence.Elements[sign].Roles & Roles.Keep) != 0 || sentence.Has(Roles.Remove);
        var span = view.Span(sentence.Elements[0].First, sentence.Elements[^1].Last);
        foreach (var line in context.Basket.Where(line => skus.Exists(one => one[0] == line.Sku) != keeps))
        {
            Lines.Add(new LineIntent(line.Sku, 0, line.Unit, LineOperation.Remove, span));
            Trace.Add(new TraceStep($"{line.Sku} goes", span));
        }

        return true;
    }

    /// <summary>"Remove everything, leave the eggs", "sab hata do, ande rakho": the second verb spares what it names, if it asks for nothing.</summary>
    private static bool IsSparedOfAll(Sentence sentence)
    {
        var thing = sentence.Elements.Find(e => e.IsNode)?.First ?? 0;
        var remove = sentence.Elements.Find(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Remove) != 0);
        var isRest = remove is not null && sentence.Marks.Exists(mark => (mark.Roles & Roles.Rest) != 0 && mark.At >= remove.First - MostBetween && mark.At <= remove.Last + MostBetween);
        if (isRest && thing < remove!.First && !sentence.Has(Roles.Request | Roles.Add))
        {
            // "just the salt, remove everything else".
            return true;
        }

        return remove is not null && remove.Last < thing && !sentence.Has(Roles.Request | Roles.Add)
            && sentence.Marks.Exists(mark => (mark.Roles & Roles.All) != 0 && mark.At >= remove.First - 1 && mark.At <= remove.Last + 1)
            && sentence.Marks.Exists(mark => mark.At > remove.Last && ((mark.Roles & (Roles.Keep | Roles.Set | Roles.Only)) != 0 || ((mark.Roles & Roles.Remove) != 0 && mark.At < thing)));
    }

    /// <summary>"Double the eggs", "make it double": sets twice what the cart has of it, and takes these words out of the sentence. What the cart does not tell is left, or asked.</summary>
    public void Double(Sentence sentence)
    {
        var sign = sentence.Elements.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Double) != 0);
        if (sign < 0 || context.Basket.Count == 0)
        {
            return;
        }

        var start = sentence.Elements.FindLastIndex(sign, e => e.Kind == ElementKind.Separator) + 1;
        var thing = sentence.Elements.FindIndex(sign, e => e.IsNode);
        var next = sentence.Elements.FindIndex(sign, e => e.Kind == ElementKind.Separator || (thing >= 0 && e.First > sentence.Elements[thing].Last && (e.Roles & (Roles.Request | Roles.Add | Roles.Remove)) != 0));
        var end = next > 0 ? next : sentence.Elements.Count;
        var part = sentence.Elements.GetRange(start, end - start);
        var named = part.FindAll(e => e.Kind == ElementKind.Product).ConvertAll(e => context.Basket.Where(line => catalog.Find(line.Sku) is { } id && e.Mention!.Candidates.Contains(id)).ToList());
        if (part.Exists(e => e.IsAmount || (e.Roles & (Roles.Remove | Roles.Deny | Roles.Negate | Roles.Instead)) != 0) || named.Exists(one => one.Count != 1))
        {
            return;
        }

        var span = view.Span(part[0].First, part[^1].Last);
        if (part.Exists(e => e.Kind == ElementKind.Unknown) || (named.Count == 0 && context.Basket.Count > 1 && !sentence.Has(Roles.All)))
        {
            Questions.Add(new Question(span, [.. context.Basket.Take(MostOptions).Select(line => line.Sku)]) { Kind = QuestionKind.Product, Reason = "it is not told what is doubled", Operation = LineOperation.Set });
        }
        else
        {
            var lines = named.Count == 0 ? context.Basket : named.Select(one => one[0]);
            Lines.AddRange(lines.Select(line => new LineIntent(line.Sku, line.Quantity * 2, line.Unit, LineOperation.Set, span)));
            Trace.Add(new TraceStep("twice what the cart has", span));
        }

        sentence.Elements.RemoveRange(start, end - start);
        sentence.Roles &= ~Roles.Double;
    }

    /// <summary>Takes a whole line out of the cart.</summary>
    public void Remove(BasketLine line, string span)
    {
        Lines.Add(new LineIntent(line.Sku, 0, line.Unit, LineOperation.Remove, span));
        Trace.Add(new TraceStep($"{line.Sku} goes for another", span));
    }

    /// <summary>An amount without a thing is about the only line of the cart, or about what was spoken of just before.</summary>
    public bool ResolveLoose(List<Element> amounts, Roles verb)
    {
        var ids = context.Basket.Select(line => catalog.Find(line.Sku)).OfType<int>().Distinct().ToList();
        if (ids.Count != 1 && Topic.Value is { } topic && (ids.Count == 0 || ids.Contains(topic.Id)))
        {
            ids = [topic.Id];
        }

        if (ids.Count == 0)
        {
            return false;
        }

        var node = new Element(ElementKind.Product, amounts[0].First, amounts[^1].Last) { Mention = new Mention(ids, true, 1) };
        var item = new Item(node)
        {
            Operation = (verb & Roles.Remove) != 0 ? LineOperation.Remove : (verb & Roles.Set) != 0 ? LineOperation.Set : LineOperation.Add,
        };
        item.Amounts.AddRange(amounts);
        Resolve(item);
        return true;
    }

    private void Resolve(Item item, Amount amount, CatalogProduct product)
    {
        var inCart = item.Operation == LineOperation.Add ? null : context.Basket.FirstOrDefault(line => line.Sku == product.Sku)?.Unit;
        if (item is { Operation: LineOperation.Set, IsInstead: true } && context.Basket.All(line => line.Sku != product.Sku))
        {
            // "sugar 3 bags, not 2" without sugar in the cart is an order of 3.
            item.Operation = LineOperation.Add;
        }

        if (item is { Operation: LineOperation.Add, TakenBack: { } old } && context.Basket.Any(line => line.Sku == product.Sku && line.Quantity == old))
        {
            // "3 no 2" with 3 in the cart speaks of those.
            item.Operation = LineOperation.Set;
            inCart = context.Basket.First(line => line.Sku == product.Sku).Unit;
        }

        if (item is { Operation: LineOperation.Add, IsTotal: true, IsChange: false } && context.Basket.Any(line => line.Sku == product.Sku))
        {
            item.Operation = LineOperation.Set;
            inCart = context.Basket.First(line => line.Sku == product.Sku).Unit;
        }

        if (item is { Operation: LineOperation.Add, IsChange: false } && (view.AmendsFrom > 0 || view.PackAt(0).Entry?.Has(Roles.Deny | Roles.Correct) == true) && context.Basket.Any(line => line.Sku == product.Sku))
        {
            // "no, 4 cartons of coke" with 5 in the cart corrects those.
            item.Operation = LineOperation.Set;
            inCart = context.Basket.First(line => line.Sku == product.Sku).Unit;
        }

        if (item is { Operation: LineOperation.Set, TakenBack: not null } && context.Basket.All(line => line.Sku != product.Sku))
        {
            item.Operation = LineOperation.Add;
        }

        if (item is { Operation: LineOperation.Set, IsTotal: false } && context.Basket.All(line => line.Sku != product.Sku))
        {
            // "ponle 2 cajas de cerillos": "put" with a thing that is not in the cart yet.
            item.Operation = LineOperation.Add;
        }

        if (item.Operation == LineOperation.Set && context.Basket.Count == 0 && Lines.Exists(line => line.Operation == LineOperation.Add))
        {
            // "4 cartons of lays, no make it 5, then a dozen soap": nothing is there yet that could be set.
            item.Operation = LineOperation.Add;
        }

        if (item is { Operation: LineOperation.Remove } && amount is { Number: > 0 and < 1, Unit: null })
        {
            Ask(item, amount, QuestionKind.Quantity, [], "half of what, or half of one", product.Sku);
            return;
        }

        if (item is { Operation: LineOperation.Remove } && amount is { Number: { } written, Unit: null } && catalog.IsWrittenOn([catalog.Find(product.Sku)!.Value], written) && context.Basket.FirstOrDefault(line => line.Sku == product.Sku) is { } named && written > named.Quantity)
        {
            // "cancel the nivea 200".
            AddLine(item, product, 0, inCart ?? product.DefaultUnit);
            return;
        }

        if (item is { Operation: LineOperation.Remove } && amount is { Number: { } less, Unit: null } && context.Basket.FirstOrDefault(line => line.Sku == product.Sku) is { } lying && less > lying.Quantity)
        {
            Ask(item, amount, QuestionKind.Quantity, [], "more is taken away than there is", product.Sku);
            return;
        }

        if (item is { Operation: LineOperation.Remove } && amount.Number is not null && context.Basket.All(line => line.Sku != product.Sku))
        {
            Ask(item, amount, QuestionKind.Quantity, [], "it is not in the cart", product.Sku);
            return;
        }

        if (inCart is null && amount is { Unit: null, Number: > Dozen } && product.BaseUnit == "piece" && pack.IsVessel(product.DefaultUnit) && item.Amounts[0].Last == item.Node.First - 1)
        {
            // "36 eggs" of what is sold by the tray.
            Ask(item, amount, QuestionKind.Quantity, [], "pieces, or what they are sold in", product.Sku);
            return;
        }

        var unit = amount.Unit is null ? inCart ?? product.DefaultUnit : catalog.Resolve(product, amount.Unit);
        var number = amount.Number;
        if (unit is null && amount.Unit is { Times: > 1 } dozens && !pack.IsMeasure(product.BaseUnit) && !pack.IsVessel(product.BaseUnit))
        {
            (unit, number) = (product.BaseUnit, Whole(number * dozens.Times));
        }

        if (unit is null && item.Amounts.Find(e => e.Quantity?.Measure is not null)?.Quantity is { Measure: { } measure, Number: { } weight })
        {
            (unit, number) = OfWeight(product, measure.Base, weight * measure.Factor);
        }

        if (unit is not null && number is { } part && !decimal.IsInteger(part) && !pack.IsMeasure(unit)
            && product.FactorOf(unit) is { } factor && (decimal.IsInteger(part * factor) || pack.IsMeasure(product.BaseUnit)))
        {
            (unit, number) = (product.BaseUnit, part * factor);
        }

        if (item.Operation == LineOperation.Remove && amount is { IsClear: true, Number: null })
        {
            AddLine(item, product, 0, inCart ?? product.DefaultUnit);
        }
        else if (unit is null)
        {
            Ask(item, amount, QuestionKind.Unit, [catalog.Find(product.Sku)!.Value], $"not sold by {amount.Unit!.Word}");
        }
        else if (!amount.IsClear || number is not { } sure || !IsSensible(sure, unit))
        {
            Ask(item, amount, QuestionKind.Quantity, [], "no clear quantity", product.Sku);
        }
        else
        {
            AddLine(item, product, Whole(sure)!.Value, unit);
        }
    }

    /// <summary>A total in weight or volume: so much of what is sold by weight, whole packs of the product's own size, or nothing.</summary>
    private (string? Unit, decimal? Number) OfWeight(CatalogProduct product, string @base, decimal total)
    {
        if (pack.MeasureOf(product.BaseUnit) is { } own && own.Base == @base)
        {
            return (product.BaseUnit, total / own.Factor);
        }

        var size = catalog.Products[catalog.Find(product.Sku)!.Value].Size;
        return size is not null && size.Base == @base && size.Amount > 0 && decimal.IsInteger(total / size.Amount)
            ? (product.BaseUnit, total / size.Amount)
            : (null, null);
    }

    /// <summary>6 for 6.0: a product of a half and a dozen keeps no decimals.</summary>
    public static decimal? Whole(decimal? number) =>
        number is { } value && decimal.IsInteger(value) ? decimal.Truncate(value) : number;

    private List<int> Candidates(Item item, Amount amount)
    {
        IReadOnlyList<int> all = item.Node.Mention!.Candidates;
        if (item.Operation != LineOperation.Add && item.Node.Mention.Shared is { Count: > 0 } words)
        {
            // "remove oil" of ten thousand oils: the one in the cart.
            List<int> lying = [.. context.Basket.Select(line => catalog.Find(line.Sku)).OfType<int>().Where(id => words.All(catalog.Products[id].Words.Contains))];
            all = lying.Count > 0 ? lying : all;
        }

        if (item.Size?.Quantity is { Number: { } number } size)
        {
            all = [.. all.Where(id => catalog.Products[id].Size is { } own
                && (size.Measure is { } measure ? own.Is(measure, number) : own.Written == number))];
        }

        else if (all.Count > 1)
        {
            all = catalog.Extreme(all, (view.PackBefore(item.Node.First)?.Roles ?? Roles.None) | (view.PackAt(item.Node.Last + 1).Entry?.Roles ?? Roles.None)) is { } one ? [one] : all;
        }

        if (all.Count > 1 && item.Node.Mention is { IsWhole: true } && view.Language != LanguagePack.All.Languages[0])
        {
            all = InLanguage(all, item);
        }

        if (item.Operation != LineOperation.Add || item.IsChange)
        {
            all = Prefer(all, id => context.Basket.Any(line => line.Sku == catalog.Products[id].Product.Sku));
        }

        if (amount.Unit is { } named)
        {
            all = Prefer(all, id => catalog.Products[id].Units.ContainsKey(named.Stem)
                || (named.Literal is { } literal && catalog.Products[id].Units.ContainsKey(literal)));
        }

        if (amount.Unit is { } own)
        {
            all = Prefer(all, id => catalog.IsOwnWord(catalog.Products[id].Product, own.Word));
        }

        return [.. amount.Unit is { } unit ? Prefer(all, id => catalog.Resolve(catalog.Products[id].Product, unit) is not null) : all];
    }

    /// <summary>"4 carton maggi", which Hindi calls the noodles and Swahili the cubes: things of other categories are called so in other languages only.</summary>
    private IReadOnlyList<int> InLanguage(IReadOnlyList<int> all, Item item)
    {
        var words = view.Tokens.Skip(item.Node.First).Take(item.Node.Last - item.Node.First + 1).Select(token => token.Key).ToArray();
        var called = all.Where(id => catalog.Products[id].Spoken.Exists(alias => alias.Language == view.Language && alias.Words.AsSpan().SequenceEqual(words))).ToList();
        string? Category(int id) => catalog.Products[id].Product.Category;
        return called.Count > 0 && all.Except(called).All(id => Category(id) is { } category && called.TrueForAll(other => Category(other) is { } own && own != category)) ? called : all;
    }

    private static IReadOnlyList<int> Prefer(IReadOnlyList<int> ids, Func<int, bool> fits)
    {
        var fitting = ids.Where(fits).ToList();
        return fitting.Count > 0 ? fitting : ids;
    }

    private bool IsSensible(decimal number, string unit) =>
        number is > 0 and <= MostOfOne && (decimal.IsInteger(number) || pack.IsMeasure(unit));

    /// <summary>The words that name the thing, folded.</summary>
    private string NameOf(Item item) =>
        string.Join(' ', view.Tokens.Skip(item.Node.First).Take(item.Node.Last - item.Node.First + 1).Select(token => Token.Fold(token.Text)));

    private void AddLine(Item item, CatalogProduct product, decimal quantity, string unit)
    {
        var span = view.Span(item.First, item.Last);
        var isPlain = view.Respelt.Count == 0 && item.Node.Mention!.Candidates.Count == 1;
        var hasUnit = quantity == 0 || item.Amounts.Exists(e => e.Quantity?.Unit is not null);
        Lines.Add(new LineIntent(product.Sku, quantity, unit, item.Operation, span) { Confidence = (isPlain ? 1 : 0.9m) - (hasUnit ? 0 : 0.05m) });
        Trace.Add(new TraceStep(string.Create(CultureInfo.InvariantCulture, $"{item.Operation} {quantity} {unit} of {product.Sku}"), span, Skus(item.Node.Mention!.Candidates)));
    }

    private List<string> Skus(IReadOnlyList<int> ids) => [.. ids.Take(MostOptions).Select(id => catalog.Products[id].Product.Sku)];

    private void Ask(Item item, Amount amount, QuestionKind kind, IReadOnlyList<int> candidates, string why, string? sku = null)
    {
        var span = view.Span(item.First, item.Last);
        var options = candidates.Take(MostOptions).Select(id => catalog.Products[id].Product.Sku).ToList();
        Questions.Add(new Question(span, options)
        {
            Kind = kind,
            Reason = why,
            Name = NameOf(item),
            Sku = sku ?? (kind == QuestionKind.Unit ? options[0] : null),
            Quantity = amount.IsClear ? amount.Number : null,
            Unit = amount.Unit?.Word,
            Operation = item.Operation,
        });
        Trace.Add(new TraceStep($"asked, {why}", span, Skus(item.Node.Mention!.Candidates)));
    }
}
