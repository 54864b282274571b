namespace WhatsAppOrdering.Understanding;

/// <summary>
/// "Wait, don't send yet, add 1 carton of tea": a part that asks for a whole line is an order, whatever is told beside it.
/// The sentence is cut where the telling ends, so that one word of it does not silence the other part.
/// </summary>
internal static class Splits
{
    private const Roles Tells = Roles.Hedge | Roles.Past | Roles.Stock | Roles.Prose | Roles.Question | Roles.Paid | Roles.Price | Roles.Ask;
    /// <summary>Beside these what is asked for may be meant otherwise.</summary>
    private const Roles Undoes = Roles.Hedge | Roles.If | Roles.Else | Roles.Question | Roles.Ask | Roles.Price | Roles.Paid;
    /// <summary>These only where they stand near the verb: "how is the family, ... so send 5 bags".</summary>
    private const Roles Far = Roles.Hedge | Roles.Question | Roles.Ask;

    /// <summary>What stands farther before a verb is of another talk.</summary>
    private const int MostBetween = 8;

    private const Roles TakesBack = Roles.Remove | Roles.Correct | Roles.Deny | Roles.Negate | Roles.Instead | Roles.Set;
    private const Roles Orders = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Instead;

    public static List<Sentence> Apply(List<Sentence> sentences)
    {
        List<Sentence> cut = [.. sentences.SelectMany(s => s.IsQuoted || !s.Has(Tells) ? [s] : Cut(s))];
        cut.ForEach(s => s.Elements.RemoveAll(e => e is { Kind: ElementKind.Separator, Roles: Roles.But }));
        return cut;
    }

    private static List<Sentence> Cut(Sentence sentence)
    {
        if (OfOneVerb(sentence) is { } parts)
        {
            return parts;
        }

        var mood = Moods.Of(sentence);
        foreach (var cut in sentence.Elements.Where(e => e.Kind == ElementKind.Separator).Select(e => e.First))
        {
            var (before, after) = (Part(sentence, at => at < cut), Part(sentence, at => at >= cut));
            after.IsAsked = sentence.IsAsked;
            if (mood == Mood.Doubt && before.Has(Roles.If) && Moods.Of(before) == Mood.Doubt && Lists(after))
            {
                // "eggs 3-4 trays depending on price, maltina 2 ctn": only the first is conditional.
                after.SameLine = true;
                return [before, after];
            }

            if (Lists(before) && Moods.Complete(before) > 1 && Told(after) && after.Marks.Exists(mark => (mark.Roles & Roles.Rest) != 0) && !after.Has(Roles.Price | Roles.Ask | Roles.Stock))
            {
                // "tissue 4 bale, surf 1, the rest I will tell you tomorrow".
                after.SameLine = true;
                return [before, after];
            }

            if (Lists(before) && mood == Mood.Talk && ((Told(after) && after.Has(Roles.Hedge | Roles.Prose) && !after.Has(Roles.Past | Roles.Stock | Roles.Price | Roles.Ask))
                || (Moods.Complete(before) > 1 && after.Has(Tells) && !after.Has(Roles.Price | Roles.Ask | Roles.Paid) && !after.HasProducts)))
            {
                (before.IsDoubtful, after.SameLine) = (true, true);
                return [before, after];
            }

            if (Lists(before) && after.Has(Roles.If | Roles.Else) && Moods.Of(after) == Mood.Doubt && mood == Mood.Doubt)
            {
                // "mugs 2 dozen, jiko 4, and 2 bags charcoal if you have": only the last is conditional.
                after.SameLine = true;
                if (after.Elements.Exists(e => e.Kind == ElementKind.Separator && e.First > cut + 1 && e.First < (after.Marks.Find(mark => (mark.Roles & (Roles.If | Roles.Else)) != 0).At)))
                {
                    continue;
                }

                return [before, after];
            }

            if (Told(before) && before.Has(Roles.Price | Roles.Ask) && Lists(after) && !sentence.IsAsked)
            {
                // "send me the price of eggs and 2 crates of tomatoes".
                (after.IsDoubtful, after.SameLine) = (true, true);
                return [before, after];
            }

            if (before.Has(Roles.Stock) && !before.Has(Orders | Roles.Paid | Roles.Price | Roles.Past) && before.HasProducts && before.HasAmounts && after is { Asking: not null, HasProducts: true } && Asks(after) && Moods.Complete(after) > 0 && !sentence.IsAsked)
            {
                // "stok tinggal parang 1 sama sarung tangan 2, tolong kirim parang 6 sama sarung tangan 12".
                (before.IsTold, after.SameLine) = (true, true);
                return [before, after];
            }

            if (before.Has(Roles.Past) && !before.Has(Orders | Roles.Paid | Roles.Price) && before.HasAmounts && after.Asking is not null && Asks(after) && Moods.Complete(after) > 0 && !sentence.IsAsked)
            {
                // "last week I took 10 dozen, this time give me 6 dozen".
                (after.IsDoubtful, after.SameLine) = (true, true);
                return [before, after];
            }

            if (after.Has(Roles.Hedge) && sentence.Elements.Exists(e => e.First == cut && (e.Roles & Roles.But) != 0) && !after.Has(Roles.If | Roles.Else))
            {
                // "I want to buy 50 bags but wife says wait".
                continue;
            }

            if (Asks(before) && !Told(after) && after.Has(Tells) && IsTold(Next(sentence, cut)) && Cut(after) is { Count: > 1 } more && IsTold(more[0]))
            {
                // "remove the lux, my wife says we have plenty, and make the omo 5". Behind what is told nothing before asks any more, so that no part is cut twice.
                after.SameLine = true;
                return [before, .. more];
            }

            if ((Asks(before) && Told(after)) || (Told(before) && Asks(after) && !sentence.IsAsked))
            {
                after.SameLine = true;
                return [before, .. after.Has(Tells) ? Cut(after) : [after]];
            }
        }

        return [sentence];
    }

    /// <summary>"rain was heavy but now it is dry so send 3 cartons of coke 2 trays of eggs I will pay on sunday": the lines that one verb asks for, whatever is told before and behind them.</summary>
    private static List<Sentence>? OfOneVerb(Sentence sentence)
    {
        var elements = sentence.Elements;
        bool IsCounted(int at) => elements.ElementAtOrDefault(at)?.Quantity is { Number: not null };
        var (first, last) = (elements.FindIndex(e => e.Kind == ElementKind.Product && elements.IndexOf(e) is var at && (IsCounted(at - 1) || IsCounted(at + 1))), elements.FindLastIndex(e => e.Kind == ElementKind.Product));
        if (sentence.IsAsked || sentence.Repeats || first < 0 || Moods.Complete(sentence) == 0)
        {
            return null;
        }

        first = first > 0 && elements[first - 1].IsAmount ? first - 1 : first;
        last = last + 1 < elements.Count && elements[last + 1].IsAmount ? last + 1 : last;
        last = last + 1 < elements.Count && elements[last + 1].IsAmount ? last + 1 : last;
        var verb = elements.FindLastIndex(first, e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Request | Roles.Add)) != 0);
        if (verb >= 0 && elements[verb].IsFree && elements.GetRange(verb, first - verb).TrueForAll(e => e.Kind is ElementKind.Sign or ElementKind.Separator))
        {
            first = verb;
        }
        else if (last + 1 < elements.Count && elements[last + 1] is { Kind: ElementKind.Sign, IsFree: true })
        {
            last++;
        }
        else
        {
            return null;
        }

        var (begin, end) = (elements[first].First, elements[last].Last);
        var (before, lines, after) = (Part(sentence, at => at < begin), Part(sentence, at => at >= begin && at <= end), Part(sentence, at => at > end));
        if (lines.Has(Tells) || (before.HasProducts && !before.Has(Roles.Past | Roles.Stock)) || before.Has(Undoes & ~Far) || before.Marks.Exists(mark => (mark.Roles & Far) != 0 && mark.At >= begin - MostBetween) || after.Has(Undoes) || after.HasAmounts || (first != verb && before.HasAmounts) || after.Marks.Exists(mark => mark.At == end + 1 && (mark.Roles & (Roles.Past | Roles.Stock)) != 0) || after.Elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & TakesBack) != 0) || !before.Has(Tells) && !after.Has(Tells))
        {
            return null;
        }

        (before.IsTold, after.IsTold, lines.SameLine, after.SameLine) = (true, true, true, true);
        return [.. new[] { before, lines, after }.Where(part => part.Elements.Count > 0 || part.Roles != 0)];
    }

    private static Sentence Part(Sentence whole, Func<int, bool> isIn)
    {
        var marks = whole.Marks.FindAll(mark => isIn(mark.At));
        var part = new Sentence
        {
            Roles = marks.Aggregate(Roles.None, (all, mark) => all | ((mark.Roles & Roles.But) != 0 ? mark.Roles & ~Roles.Prose : mark.Roles)),
            Words = whole.Words, AfterBlank = whole.AfterBlank && isIn(0), SameLine = whole.SameLine, Repeats = whole.Repeats, IsGuessed = whole.IsGuessed,
        };
        part.Asking = whole.Asking is { } at && isIn(at) ? at : null;
        part.Marks.AddRange(marks);
        part.Elements.AddRange(whole.Elements.Where(e => isIn(e.First)));
        return part;
    }

    private static bool IsTold(Sentence part) => Told(part) && !part.Has(Orders);

    /// <summary>What stands between a cut and the next, where anything stands there.</summary>
    private static Sentence Next(Sentence sentence, int cut)
    {
        var content = sentence.Elements.Where(e => e.First > cut && e.Kind != ElementKind.Separator).Select(e => e.First)
            .Concat(sentence.Marks.Where(mark => mark.At > cut && (mark.Roles & ~(Roles.And | Roles.Filler)) != 0).Select(mark => mark.At)).DefaultIfEmpty(int.MaxValue).Min();
        var end = sentence.Elements.Find(e => e.Kind == ElementKind.Separator && e.First > content)?.First ?? int.MaxValue;
        return Part(sentence, at => at >= cut && at < end);
    }

    /// <summary>It asks for something that is named, and nothing in it is told.</summary>
    private static bool Asks(Sentence part) => (part.Has(Orders) || (Moods.Complete(part) > 0 && part.Elements.Exists(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Correct) != 0))) && !part.Has(Tells) && part.HasProducts;

    /// <summary>Whole lines, and nobody says what they are for: a question, never silence.</summary>
    private static bool Lists(Sentence part) => !part.Has(Tells | Orders) && Moods.Complete(part) > 0;

    /// <summary>It tells something or asks what it costs, and counts nothing.</summary>
    private static bool Told(Sentence part) => part.Has(Tells) && !part.Has(Roles.Add | Roles.Set | Roles.Paid)
        && (!part.HasProducts || !part.HasAmounts) && !(part.HasProducts && part.Elements[0] is { Kind: ElementKind.Sign } first && (first.Roles & Roles.Remove) != 0)
        && part.Elements.TrueForAll(e => e.Quantity is null || (e.Quantity.IsBare && (part.Has(Roles.But) ? !part.Has(Roles.Past | Roles.Stock) : !part.HasProducts && !part.Has(Roles.Past | Roles.Hedge))));
}
