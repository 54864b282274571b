namespace WhatsAppOrdering.Understanding;

/// <summary>What a sentence is for.</summary>
internal enum Mood
{
    Talk, Price, Order, Doubt,
}

/// <summary>Tells orders from talk. Talk never makes lines; doubt makes questions.</summary>
internal static class Moods
{
    private const Roles Orders = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Instead | Roles.Double;
    private const int MostWordsOfHeading = 4;
    private const int FewUnknown = 3;

    /// <summary>Asked about one thing, so large a number is its price.</summary>
    private const decimal LeastPrice = 100;

    public static List<Mood> Of(List<Sentence> sentences)
    {
        if (sentences.Exists(sentence => sentence.Has(Roles.Echo)))
        {
            return sentences.ConvertAll(_ => Mood.Talk);
        }

        var moods = sentences.ConvertAll(Of);
        if (moods.Exists(mood => mood == Mood.Order) && sentences.Where((sentence, i) => moods[i] == Mood.Order).Any(sentence => sentence is { HasProducts: true, HasAmounts: true }))
        {
            // "fork 5, spoon 5, hmm no spoon I still have. straws 2": so many lines beside an order are no talk.
            moods = [.. moods.Select((mood, i) => mood == Mood.Talk && sentences[i] is { IsQuoted: false, IsAsked: false } && !sentences[i].Has(Roles.Paid | Roles.Past | Roles.Price) && Complete(sentences[i]) > 1 ? Mood.Doubt : mood)];
        }

        Mood? carried = null;
        for (var i = 0; i < sentences.Count; i++)
        {
            var sentence = sentences[i];
            carried = sentence.AfterBlank || sentence.Has(Orders) ? null : carried;
            moods[i] = IsSum(sentence) && !sentence.HasProducts && moods[i] is Mood.Order ? Mood.Talk : moods[i];
            carried = IsHeading(sentence) && moods[i] is not Mood.Order && !sentence.SameLine ? moods[i] : carried;
            moods[i] = carried is { } mood && moods[i] is Mood.Order or Mood.Doubt ? mood : moods[i];
        }

        var footer = sentences.Count > 1 && IsHeading(sentences[^1]) && moods[^1] is not Mood.Order && !IsSum(sentences[^1]);
        return footer && !sentences.Exists(s => s.Has(Orders)) ? moods.ConvertAll(mood => mood == Mood.Price ? mood : moods[^1]) : moods;
    }

    /// <summary>"Total kitna hua?" asks what the list comes to.</summary>
    private static bool IsSum(Sentence sentence) => sentence.Marks.Exists(mark => (mark.Roles & Roles.Currency) != 0 && (mark.Roles & Roles.Filler) != 0);

    /// <summary>"Closing stock", "Received today:", "price?" speak of the lines around them; "kindly arrange below for stock:" asks for them.</summary>
    private static bool IsHeading(Sentence sentence) =>
        (!sentence.HasProducts || sentence is { EndsInColon: true, HasAmounts: false }) && (sentence.Has(Roles.Past | Roles.Price) || sentence.Marks.Exists(mark => (mark.Roles & Roles.Stock) != 0 && (mark.Roles & Roles.Header) == 0)) && !(sentence.Has(Roles.Request) && !sentence.Has(Roles.Past | Roles.Price))
        && (sentence.EndsInColon || sentence.Words <= MostWordsOfHeading);

    public static Mood Of(Sentence sentence)
    {
        if (sentence.IsTold)
        {
            return Mood.Talk;
        }

        var order = sentence.Has(Orders);
        if (sentence is { HasProducts: true, Repeats: true } && !order && sentence.Marks.Exists(mark => (mark.Roles & Roles.Past) != 0 && (mark.Roles & Roles.Command) == 0))
        {
            // "Last order was 6 cartons of redbull."
            return Mood.Talk;
        }

        if (sentence.HasProducts && (sentence.Repeats || (sentence.Has(Roles.Paid) && sentence.HasAmounts && Complete(sentence) > 0)))
        {
            return sentence.IsQuoted || sentence.Has(Roles.Hedge) ? Mood.Talk : Mood.Doubt;
        }

        if (sentence.Has(Roles.Else) && !sentence.IsQuoted && !sentence.IsAsked && !sentence.Has(Roles.Paid | Roles.Past | Roles.Stock | Roles.Price) && Complete(sentence) > 0)
        {
            // "if there is no lux send 2 dozen dettol".
            return Mood.Doubt;
        }

        if (IsHedged(sentence))
        {
            return Mood.Doubt;
        }

        if (sentence.IsQuoted || (sentence.Has(Roles.Hedge | Roles.Paid) && !IsPriceBeside(sentence)))
        {
            return Mood.Talk;
        }

        if (sentence.Elements.Count(e => e.Kind == ElementKind.Product) > 1 && sentence.Elements.Exists(e => e.Quantity is { Number: 0, Measure: null }) && !sentence.Has(Roles.Set | Roles.Remove))
        {
            // "urea 2 bags, dairy meal 0": nobody orders none of a thing; it is what is there.
            return Mood.Talk;
        }

        if (sentence.Has(Roles.Price) && sentence.Has(Roles.Dear) && !sentence.IsAsked && !order && !sentence.Has(Roles.Question))
        {
            // "the prices are too high".
            return Mood.Talk;
        }

        if (sentence.Has(Roles.Price))
        {
            // "3 broken in each tray": told, not asked.
            return sentence.Has(Roles.Past) && !sentence.IsAsked && sentence is { HasProducts: true, HasAmounts: true } ? Mood.Talk : Mood.Price;
        }

        if (sentence.Has(Roles.Stock | Roles.Gone) && sentence.Marks.TrueForAll(mark => (mark.Roles & Roles.Past) == 0 || (mark.Roles & Roles.Gone) != 0) && sentence is { IsAsked: true, HasProducts: true, HasCounts: false })
        {
            // "Any oil left?", "is the oil finished?"
            return Mood.Price;
        }

        if (sentence.Has(Roles.Gone) && sentence.Has(Roles.Request) && sentence is { HasAmounts: true, IsAsked: false } && sentence.Elements.Count(e => e.Kind == ElementKind.Product) == sentence.Elements.Count(e => e.Quantity is { Number: not null, Measure: null })
            && sentence.Marks.TrueForAll(mark => (mark.Roles & (Roles.Past | Roles.Stock)) == 0 || (mark.Roles & Roles.Gone) != 0))
        {
            // "eggs are finished, send 5 trays", "bread 10, and eggs are finished, send 5 trays".
            return Mood.Order;
        }

        if (sentence.Has(Roles.Past | Roles.Stock))
        {
            return sentence.Has(Roles.Request) && sentence is { HasAmounts: true, HasProducts: true, IsAsked: false } ? Mood.Doubt : Mood.Talk;
        }

        if (sentence.Has(Roles.Ask) && !order && (sentence.IsAsked || !sentence.HasCounts || sentence.Has(Roles.Question)))
        {
            // "Do you have salt?" is answered with its price.
            return sentence.HasProducts && (sentence.IsAsked || !sentence.HasCounts) ? Mood.Price : Mood.Talk;
        }

        if (sentence is { IsAsked: true, HasProducts: true, HasCounts: true } && !order && !sentence.Has(Roles.Past | Roles.Hedge | Roles.Paid) && sentence.Elements.Where(e => e.IsAmount).All(e => e.Quantity is { IsBare: true, Number: >= LeastPrice }) && sentence.Elements.Count(e => e.Kind == ElementKind.Product) == 1)
        {
            // "is jasmine rice still 3900?"
            return Mood.Price;
        }

        if (sentence.Has(Roles.Question) || IsHeader(sentence))
        {
            return Mood.Talk;
        }

        if (IsAbout(sentence, order))
        {
            return Complete(sentence) switch
            {
                0 => Mood.Talk,
                1 => Mood.Doubt,
                2 when sentence.Elements.Exists(e => e.Kind == ElementKind.Unknown && !IsApart(e, sentence)) => Mood.Doubt,
                _ => sentence.IsAsked ? Mood.Doubt : Mood.Order,
            };
        }

        if (sentence is { IsAsked: true, HasProducts: true } && !order && !sentence.Has(Roles.Prose | Roles.Keep | Roles.Except)
            && sentence.Elements.TrueForAll(e => e.Kind is ElementKind.Product or ElementKind.Separator || (e.Kind == ElementKind.Unclear && e == sentence.Elements[0] && e.First == e.Last && e.PackCount is null && e.Denied is null)))
        {
            // "any tuna?", "tuna?"
            return Mood.Price;
        }

        if (!sentence.IsAsked || sentence.Has(Roles.Request | Roles.Double))
        {
            return sentence.IsDoubtful ? Mood.Doubt : Mood.Order;
        }

        return sentence is { HasAmounts: true, HasProducts: true } && !sentence.Has(Roles.Prose) ? Mood.Doubt : Mood.Talk;
    }

    /// <summary>The shop's name or address above the list; the numbers in it are of houses.</summary>
    private static bool IsHeader(Sentence sentence) => ((!sentence.HasProducts && !sentence.Has(Roles.Set)) || (!sentence.HasAmounts && !sentence.Has(Orders) && (sentence.IsGuessed || (sentence.Has(Roles.Header) && sentence.Elements.TrueForAll(e => e.Mention?.Sure != true)))))
        && sentence.Has(Roles.Header | Roles.Reference | (sentence.IsGuessed ? Roles.Greeting : Roles.None))
        && sentence.Elements.TrueForAll(e => !e.IsAmount || e.Quantity is null or { IsBare: true } or { Number: null });

    /// <summary>Whole lines: a product next to its number and unit. So much is hardly said by the way.</summary>
    public static int Complete(Sentence sentence) => sentence.Elements.Where((element, i) => element.Kind == ElementKind.Product && (element.Mention!.Sure || IsOfThing(element, sentence))
        && (IsWhole(sentence.Elements.ElementAtOrDefault(i + 1)) || IsWhole(sentence.Elements.ElementAtOrDefault(i - 1))
            // "dettol dazani 2".
            || (sentence.Elements.ElementAtOrDefault(i + 1)?.Quantity is { Number: null, Unit: not null } && IsWhole(sentence.Elements.ElementAtOrDefault(i + 2))))).Count();

    /// <summary>"lux 4: 2 rose, 1 white": a word that says which of the thing before.</summary>
    private static bool IsOfThing(Element word, Sentence sentence) => sentence.Elements.TakeWhile(e => e != word).Any(e => e.Mention is { Sure: true, Candidates.Count: > 1 } thing && thing.Candidates.Intersect(word.Mention!.Candidates).Any());

    private static bool IsWhole(Element? element) => element?.Quantity is { Number: not null };

    /// <summary>Whole lines beside words that make them uncertain, and nothing else that is told: a question, never silence.</summary>
    private static bool IsHedged(Sentence sentence)
    {
        var doubts = sentence.Marks.FindAll(mark => (mark.Roles & Roles.Hedge) != 0);
        if (doubts.Exists(mark => (mark.Roles & Roles.If) != 0) && sentence is { IsQuoted: false, IsAsked: false } && !sentence.Has(Roles.Paid | Roles.Past | Roles.Stock | Roles.Question) && sentence.Elements.Exists(e => e.Kind == ElementKind.Unclear && e.Last > e.First && sentence.Elements.Exists(thing => thing.Kind == ElementKind.Product && (thing.Last == e.First - 1 || (thing.First > e.Last && thing.First - e.Last <= 2)))))
        {
            // "2 or 3 cartons of tuna, depends on price".
            return true;
        }

        if (doubts.Count == 0 || sentence.IsQuoted || sentence.IsAsked || sentence.Has(Roles.Paid | Roles.Past | Roles.Stock | Roles.Price | Roles.Question) || Complete(sentence) == 0)
        {
            return false;
        }

        // "10 coolant, wd40 maybe 2-3 cans, 4 grease": so many lines are no talk.
        var isList = Complete(sentence) > 1 && sentence.Elements.Exists(e => e.Kind == ElementKind.Product && e.First < doubts[0].At);
        // "if the price is 3000 then give me 2 cartons of omo".
        var isAsked = sentence.Asking is { } asking && sentence.Elements.Exists(e => e.Kind == ElementKind.Product && e.First > asking);
        // "also bring 1 bag charcoal if there is space": a whole line, and then the only doubt.
        var isConditional = doubts.TrueForAll(mark => (mark.Roles & Roles.If) != 0) && sentence.Elements.Find(e => e.Kind == ElementKind.Product)?.First < doubts[0].At
            && sentence.Elements.Exists(e => IsWhole(e) && e.First < doubts[0].At && (e.Quantity!.Unit is not null || sentence.Has(Orders)));
        return isList || isAsked || isConditional;
    }

    /// <summary>A price is asked beside what is only told: with a question mark, "if I take 10 bags", or first of all.</summary>
    private static bool IsPriceBeside(Sentence sentence)
    {
        var isIf = sentence.Marks.TrueForAll(mark => (mark.Roles & Roles.Hedge) == 0 || (mark.Roles & Roles.If) != 0);
        var isFirst = sentence.Marks is [{ Roles: var start }, ..] && (start & Roles.Price) != 0;
        return sentence.Has(Roles.Price) && (sentence.IsAsked || (!sentence.Has(Roles.Paid) && ((isIf && sentence.Has(Roles.Question)) || (isFirst && !sentence.Has(Roles.Past | Roles.Dear)))));
    }

    /// <summary>Nothing is counted in its part of the sentence.</summary>
    private static bool IsApart(Element word, Sentence sentence)
    {
        var at = sentence.Elements.IndexOf(word);
        var begin = sentence.Elements.FindLastIndex(at, e => e.Kind == ElementKind.Separator);
        return begin >= 0 && sentence.Elements.Skip(begin + 1).TakeWhile(e => e.Kind != ElementKind.Separator).All(e => !e.IsAmount);
    }

    /// <summary>Words that tell a story, and nobody asks for anything.</summary>
    private static bool IsAbout(Sentence sentence, bool order)
    {
        // "wtr 1.5 x10": with an amount it is a thing of the list.
        var unknown = sentence.Elements.Where((e, i) => e.Kind == ElementKind.Unknown && !(sentence.Elements.ElementAtOrDefault(i + 1) is { IsAmount: true } && sentence.Elements.ElementAtOrDefault(i - 1) is null or { Kind: ElementKind.Separator })).Sum(e => e.Last - e.First + 1);
        var known = sentence.Elements.Count(e => e.Kind == ElementKind.Product);
        var tells = sentence.Has(Roles.Prose) || (unknown >= FewUnknown && unknown > known)
            || (unknown > 0 && known > 0 && !sentence.HasAmounts);
        return tells && !order;
    }
}
