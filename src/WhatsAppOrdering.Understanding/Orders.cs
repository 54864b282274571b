namespace WhatsAppOrdering.Understanding;

/// <summary>Reads the sentences that order something.</summary>
internal static class Orders
{
    private const int MostWordsOfThing = 3;
    private const int LeastBetween = 2;

    /// <summary>Feeds the resolver; returns what nobody knows, and whether things are to be added to what is there.</summary>
    public static (List<string> Unknown, bool Added) Read(
        List<Sentence> sentences, List<Mood> moods, CatalogIndex catalog, Resolver resolver, Swaps swaps, TokenView view, DialogueContext context)
    {
        var clauses = new Clauses(catalog, context);
        var unknown = new List<string>();
        var told = new List<Item>();
        var done = 0;
        var lists = sentences.Where((_, i) => moods[i] is Mood.Order or Mood.Doubt).Any(sentence => Moods.Complete(sentence) > 0);
        for (var i = 0; i < sentences.Count; i++)
        {
            if (moods[i] is Mood.Talk && (TakesOut(sentences[i], catalog, context) || IsFewer(sentences[i], catalog, context) || DeniesCart(sentences[i], context)))
            {
                moods[i] = Mood.Order;
            }

            if (moods[i] is Mood.Order or Mood.Doubt && !resolver.Spare(sentences[i]))
            {
                if (moods[i] is Mood.Order)
                {
                    resolver.Double(sentences[i]);
                    swaps.Read(sentences[i]);
                }

                clauses.Read(sentences[i]);
            }

            if (moods[i] == Mood.Talk && clauses.Items.Count > 0 && sentences[i].Elements is [{ Kind: ElementKind.Sign } back, ..] && (back.Roles & Roles.Correct) != 0 && sentences[i].HasAmounts && !sentences[i].IsQuoted)
            {
                // "eggs 10 trays.. no wait 8 trays, customer cancelled": what was said may no longer hold.
                clauses.Items[^1].IsDoubtful = true;
            }

            var leads = moods[i] == Mood.Order && IsLedByUnknown(sentences[i], view);
            foreach (var item in clauses.Items.Skip(done))
            {
                item.IsDoubtful |= moods[i] == Mood.Doubt || leads || (sentences[i].Has(Roles.Or | Roles.Double) && IsEither(item, sentences[i]));
                if (!item.IsProduct && IsMeant(item, sentences[i]) && !IsPlace(item, view) && !(lists && IsTold(item, sentences[i], view)))
                {
                    unknown.Add(view.Span(item.Node.First, item.Node.Last));
                }

                if (lists && item is { IsProduct: true, Node.Mention.Sure: false, Operation: LineOperation.Add, Size: null } && IsTold(item, sentences[i], view))
                {
                    // "warna dukan band milegi", where "band" is of a margarine's name.
                    told.Add(item);
                }
            }

            done = clauses.Items.Count;
        }

        foreach (var (amounts, _) in clauses.Loose.Where(loose => (loose.Verb & (Roles.Set | Roles.Add | Roles.Remove)) == 0))
        {
            // "1 tray + 6 eggs": of what the first is, the second may tell, and then in pieces.
            clauses.Items.Where(item => item.First == amounts[^1].Last + 2).ToList().ForEach(item => item.IsDoubtful = true);
        }

        var gone = clauses.Items.Where(item => IsNotWanted(item, catalog, context)).ToList();
        var taken = gone.SelectMany(item => clauses.Items.TakeWhile(other => other != item).Where(other => other is { IsProduct: true, Operation: LineOperation.Add, Amounts.Count: > 0 } && other.Node.Mention!.Candidates.Intersect(item.Node.Mention!.Candidates).Any())).ToList();
        gone.ForEach(item => item.IsDoubtful |= clauses.Loose.Count > 0);
        var isOrder = clauses.Items.Any(item => item is { IsProduct: true, Operation: not LineOperation.Remove, Amounts.Count: > 0 });
        var totals = Totals.Take(clauses.Items, catalog);
        var headings = clauses.Items.Where(item => item.IsHeading || totals.Contains(item) || IsHeading(item, clauses.Items, view)).ToList();
        clauses.Items.Where(item => item.IsProduct && !told.Contains(item) && !headings.Contains(item) && !IsSaidAgain(item, clauses.Items) && !(isOrder && gone.Contains(item)) && !taken.Contains(item)).ToList().ForEach(resolver.Resolve);
        foreach (var (amounts, verb) in clauses.Loose)
        {
            if ((verb & (Roles.Set | Roles.Add | Roles.Remove)) != 0 || (clauses.Items.Count == 0 && resolver.Topic.Value is { IsOpen: true }))
            {
                if (!resolver.ResolveLoose(amounts, verb) && (verb & Roles.Add) != 0 && clauses.Items.Count > 0)
                {
                    // "anyway send another 3 cartons, and 2 cartons titus": of what, nobody can tell.
                    unknown.Add(view.Span(amounts[0].First, amounts[^1].Last));
                }
            }
            else if (clauses.Items.Count == 0 && clauses.Loose.Count == 1 && view.SaysYes && context.Basket.Count == 1)
            {
                // "Yes, 3 dozen".
                resolver.ResolveLoose(amounts, verb | Roles.Set);
            }
            else if (clauses.Items.Count > 0 && !(lists && amounts is [{ Quantity.IsBare: true }] && view.PartAround(amounts[0].First, amounts[0].Last) is var (from, to) && view.Tells(from, to)))
            {
                unknown.Add(view.Span(amounts[0].First, amounts[^1].Last));
            }
        }

        return (unknown, clauses.Items.Any(item => item.IsChange));
    }

    /// <summary>"onions: red 1 bag, white 2 bags": a name for what is listed behind it, which it makes certain.</summary>
    private static bool IsHeading(Item item, IReadOnlyList<Item> items, TokenView view)
    {
        if (item is { Amounts.Count: 0, Size: null, Operation: LineOperation.Add, Node.Mention.Sure: false } && items.Count > 1 && item == items[0] && (view.At(item.Node.Last + 1)?.Is(':') == true || view.At(item.Node.Last + 2)?.Is(':') == true))
        {
            // "Baby items: pampers 2 cartons, ...".
            return true;
        }

        if (item is not { Amounts.Count: 0, Size: null, Operation: LineOperation.Add, Node.Mention: { Candidates: { Count: > 1 } kinds } })
        {
            return false;
        }

        var listed = items.SkipWhile(other => other != item).Skip(1).TakeWhile(other => other.Amounts.Count > 0 && other.Narrow(kinds)).Count();
        return listed > 0;
    }

    /// <summary>"no salt, 2 bales of sugar" with no salt in the cart: nothing is to be done about the salt.</summary>
    private static bool IsNotWanted(Item item, CatalogIndex catalog, DialogueContext context) => item is { IsProduct: true, Operation: LineOperation.Remove, Amounts.Count: 0 }
        && !context.Basket.Any(line => catalog.Find(line.Sku) is { } id && item.Node.Mention!.Candidates.Contains(id));

    /// <summary>"De lo que pedí quita el ghee": what was ordered is told of, and a thing that lies in the cart is to go.</summary>
    private static bool TakesOut(Sentence sentence, CatalogIndex catalog, DialogueContext context) =>
        sentence.Has(Roles.Past | Roles.Stock) && sentence is { HasProducts: true, HasAmounts: false, IsAsked: false, IsQuoted: false } && sentence.Elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Remove) != 0)
        && !sentence.Has(Roles.Hedge | Roles.Paid | Roles.Price | Roles.Ask | Roles.Header)
        && sentence.Elements.Where(e => e.Kind == ElementKind.Product).All(e => IsInCart(e.Mention!, catalog, context));

    /// <summary>"No son 5, son 3" with 5 in the cart: the "no" is no "number".</summary>
    private static bool DeniesCart(Sentence sentence, DialogueContext context) => DeniesBehind(sentence, context) || sentence is { HasProducts: false, IsAsked: false, IsQuoted: false } && sentence.Elements.Count(e => e.IsAmount) == 2
        && sentence.Elements[0] is { Kind: ElementKind.Sign } no && (no.Roles & (Roles.Deny | Roles.Negate)) != 0 && !sentence.Has(Roles.Past | Roles.Stock | Roles.Paid | Roles.Price | Roles.Hedge)
        && sentence.Elements.Find(e => e.IsAmount) is { } denied && context.Basket.Count(line => line.Quantity == (denied.Quantity?.Number ?? denied.Denied)) == 1;

    /// <summary>"I told you 6 not 16" with 16 of one thing in the cart.</summary>
    private static bool DeniesBehind(Sentence sentence, DialogueContext context) => context.Basket is [var only] && sentence is { IsAsked: false, IsQuoted: false }
        && sentence.Elements.SkipWhile(e => e.Kind == ElementKind.Sign).ToList() is [{ Quantity: { Number: not null, Measure: null } }, { Kind: ElementKind.Sign } not, { IsAmount: true } denied] && (not.Roles & (Roles.Deny | Roles.Negate)) != 0 && (denied.Quantity?.Number ?? denied.Denied) == only.Quantity;

    /// <summary>"Uma caixa a menos de ovo": said of a delivery it is a complaint, said of what lies in the cart a wish for fewer.</summary>
    private static bool IsFewer(Sentence sentence, CatalogIndex catalog, DialogueContext context) =>
        sentence is { HasAmounts: true, IsAsked: false, IsQuoted: false } && sentence.Has(Roles.Past) && !sentence.Has(Roles.Hedge | Roles.Stock | Roles.Paid | Roles.Price | Roles.Ask | Roles.Header)
        && sentence.Marks.TrueForAll(mark => (mark.Roles & Roles.Past) == 0 || (mark.Roles & Roles.Remove) != 0)
        && (sentence.Elements.Exists(e => e.IsNode) ? sentence.Elements.Where(e => e.IsNode).All(e => e.Mention is { } named && IsInCart(named, catalog, context)) : context.Basket.Count == 1);

    private static bool IsInCart(Mention named, CatalogIndex catalog, DialogueContext context) => context.Basket.Any(line => catalog.Find(line.Sku) is { } id && named.Candidates.Contains(id));

    /// <summary>"ibuprofen 2 boxes, only ibuprofen": the same thing without an amount, after it had one.</summary>
    private static bool IsSaidAgain(Item item, IReadOnlyList<Item> items) => item is { Amounts.Count: 0, Size: null, Operation: not LineOperation.Remove }
        && items.Any(other => other != item && other is { IsProduct: true, Operation: LineOperation.Add, Amounts.Count: > 0 }
            && other.Node.Mention!.Candidates.All(item.Node.Mention!.Candidates.Contains));

    /// <summary>A word that nobody knows opens the sentence, and nothing is asked for: it may well be the verb of a story.</summary>
    private static bool IsLedByUnknown(Sentence sentence, TokenView view) =>
        !sentence.Has(Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Instead | Roles.Greeting | Roles.Header)
        && sentence.Elements.Find(e => e.Kind != ElementKind.Sign) is { Kind: ElementKind.Unknown } word
        && sentence.Elements.Find(e => e.First > word.Last) is { Kind: ElementKind.Separator, Roles: Roles.And } or { Kind: ElementKind.Quantity }
        // "besar 4 packet ra nun 1 bale": with its amount it is a thing.
        && !sentence.Elements.SkipWhile(e => e.First <= word.Last).TakeWhile(e => e.IsAmount).Any(e => IsCounted(sentence, e))
        && !view.StartsLine(word.First);

    /// <summary>An amount behind which its list goes on.</summary>
    private static bool IsCounted(Sentence sentence, Element amount) => amount.Quantity is { Number: not null, Unit: not null } && sentence.Elements.Find(e => e.First > amount.Last) is { Kind: ElementKind.Separator };

    /// <summary>"branch Lakeside", "to John": a name after the word for a place or a person.</summary>
    private static bool IsPlace(Item item, TokenView view) => item.Amounts.Count == 0
        && (view.PackBefore(item.Node.First - (view.PackBefore(item.Node.First) is { Roles: Roles.Filler or Roles.Article } || view.At(item.Node.First - 1)?.Is('.') == true ? 1 : 0))?.Has(Roles.Header | Roles.Reference | Roles.Names) == true || view.PackAt(item.Node.Last + 1).Entry?.Has(Roles.Header | Roles.From) == true);

    /// <summary>"as the shop is closed for my wedding": beside whole lines, words that only tell, or several that nobody knows.</summary>
    private static bool IsTold(Item item, Sentence sentence, TokenView view)
    {
        if (item.Amounts.Count > 0)
        {
            return false;
        }

        if (view.PackBefore(item.Node.First)?.Has(Roles.Greeting) == true && view.At(item.Node.Last + 1)?.Is(',') == true)
        {
            // "hello bourashid, ...".
            return true;
        }

        if (sentence is { EndsInColon: true, HasProducts: false })
        {
            // "Kiosk 14 Eldoret:".
            return true;
        }

        var isWord = item.Node.First == item.Node.Last;
        if (isWord && view.Tokens[item.Node.First].Text.Length == 1)
        {
            // "B/band".
            return true;
        }

        if (isWord && LanguagePack.All.IsWare(view.Tokens[item.Node.First].Text) && view.IsLink(item.Node.Last + 1) && sentence.Elements.Exists(e => e.First == item.Node.Last + 2 && e.Mention?.IsWhole == true))
        {
            // "mbolea ya urea": what kind of thing it is.
            return true;
        }

        if (sentence.Has(Roles.Greeting) && sentence is { HasProducts: false, HasAmounts: false })
        {
            // "bade bhai ko salaam bolna".
            return true;
        }

        if (Moods.Complete(sentence) > 1 && sentence.Elements.Find(e => e.First > item.Node.Last) is { Kind: not ElementKind.Separator } next && next.First - item.Node.Last > LeastBetween && !sentence.Elements.Exists(e => e.Kind == ElementKind.Product && e.First < item.Node.First))
        {
            // "hello, main gupta ji bol raha hu, ...": who speaks, before the first thing.
            return true;
        }

        var (first, last) = view.PartAround(item.Node.First, item.Node.Last);
        var words = Enumerable.Range(first, last - first + 1).Count(i => view.Tokens[i].Kind == TokenKind.Word && (i < item.Node.First || i > item.Node.Last));
        if (words >= MostWordsOfThing && !sentence.Elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Request | Roles.Add)) != 0 && e.First >= first && e.Last < item.Node.First))
        {
            // "the boy wrote it on the note": a word among others of which none is asked for.
            return true;
        }

        var strangers = sentence.Elements.Count(e => e.Kind == ElementKind.Unknown && e.First >= first && e.Last <= last);
        return strangers > 1 || item.Node.Last - item.Node.First + 1 > MostWordsOfThing || view.Tells(first, last);
    }

    /// <summary>"milo 2 ctn, lipton two dozen or three, omo 1": an "or" makes its own part of the list uncertain, and with a comma before it what it is an "or" to.</summary>
    private static bool IsEither(Item item, Sentence sentence) => sentence.Marks.Exists(mark => (mark.Roles & (Roles.Or | Roles.Double)) != 0
        && !sentence.Elements.Exists(e => e.Kind == ElementKind.Separator && (e.Roles & Roles.And) == 0 && e.Last + 1 != mark.At && ((e.First > item.Last && e.First < mark.At) || (e.First > mark.At && e.First < item.First))));

    /// <summary>Unknown words look like a product when they have an amount, are asked for, or stand in a list.</summary>
    private static bool IsMeant(Item item, Sentence sentence)
    {
        if (sentence is { EndsInColon: true, HasProducts: false, HasAmounts: false })
        {
            return false;
        }

        if (item.Amounts.Count == 0 && Moods.Complete(sentence) > 0 && sentence.Elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Request) != 0 && e.First > item.Node.Last))
        {
            // "we open on Monday so please bring 20 dozen": what is said before the asking is no part of it.
            return false;
        }

        var greeted = sentence.Has(Roles.Greeting) && sentence.Elements[0] == item.Node;
        return item.Amounts.Count > 0 || sentence.Has(Roles.Request | Roles.Add) || (sentence.HasAmounts && !greeted);
    }
}
