using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>Words that are no names by themselves and say more of a name beside them: sizes, variants, numbers of a name.</summary>
internal sealed class NameParts(TokenView view, CatalogIndex catalog, NumberRules numbers)
{
    /// <summary>Between a name and its number stands no more than "no.".</summary>
    private const int MostBetween = 2;

    /// <summary>The thing that was named last, in this sentence or before.</summary>
    public Mention? Latest { get; set; }

    /// <summary>"staples no 10 - 4 pkts", "coffee 3in1 2 ctn": words with a number that are of the name before, and the quantity is still to come.</summary>
    public int NumberOf(List<Element> elements, int i)
    {
        var isNumbered = elements is [.., { Kind: ElementKind.Product }, { Kind: ElementKind.Sign } no] && (no.Roles & Roles.Deny) != 0 && no.Last == i - 1;
        if (elements.SkipLast(isNumbered ? 1 : 0).LastOrDefault() is not { Kind: ElementKind.Product, Mention: { } mention } thing || i - thing.Last - 1 > MostBetween
            || view.Tokens.Skip(thing.First).Take(thing.Last - thing.First + 1).Any(token => token.Kind == TokenKind.Number))
        {
            return 0;
        }

        var (left, length) = (mention.Candidates, 0);
        while (view.At(i + length) is { Kind: TokenKind.Number or TokenKind.Word } token && catalog.WithWord(token.Key) is { } ids && left.Where(ids.Contains).ToList() is { Count: > 0 } fewer)
        {
            (left, length) = (fewer, length + 1);
        }

        var isGlued = length > 1 && view.Tokens[i + 1] is { Kind: TokenKind.Word, Spaced: false };
        if (length > 0 && left.Count < mention.Candidates.Count && view.At(i + length) is { Kind: TokenKind.Word } strange && view.PackAt(i + length).Entry is null && catalog.WithWord(strange.Key) is null && view.NumberFollows(i + length + 1))
        {
            // "30 गेज": its number and a word that nobody knows, before the amount.
            length++;
        }
        else if (length == 0 || !(isGlued || view.NumberFollows(i + length + (view.At(i + length)?.Text == "x" ? 1 : 0)) || IsAmountAt(i + length)))
        {
            return 0;
        }

        if (isNumbered)
        {
            elements.RemoveAt(elements.Count - 1);
        }

        elements[^1] = thing with { Mention = mention with { Candidates = left } };
        return length;
    }

    /// <summary>"calaminas de 2 metros calibre 30": a word that nobody knows and a number that only some of the named things have. How many tokens it takes.</summary>
    public int Numbered(List<Element> elements, int i)
    {
        var at = elements.FindLastIndex(e => e.Kind == ElementKind.Product);
        if (at < 0 || view.At(i + 1) is not { Kind: TokenKind.Number } number || elements.Skip(at + 1).Any(e => e.Quantity is not { Measure: not null }) || elements[at].Mention is not { SaysNumber: false, Candidates: { Count: > 1 } named }
            || catalog.WithWord(number.Key) is not { } ids || named.Where(ids.Contains).ToList() is not { Count: > 0 } fewer || fewer.Count == named.Count)
        {
            return 0;
        }

        elements[at] = elements[at] with { Mention = elements[at].Mention! with { Candidates = fewer } };
        Latest = elements[at].Mention;
        return 2;
    }

    /// <summary>"12 wala" after rods of 8 and 10: the same in another size; null where a thing stands right before, or none has it.</summary>
    public Mention? OfSize(List<Element> elements, decimal number) => Latest is not null && elements.LastOrDefault() is not { Kind: ElementKind.Product }
        && Latest.Candidates.Take(Resolver.MostOptions).Concat(catalog.Siblings(Latest.Candidates[0])).Distinct().Where(id => catalog.Products[id].Size?.Written == number).ToList() is [var only] ? new Mention([only], true, 1) { IsVariant = true } : null;

    /// <summary>"gear oil ninety 5 bottles": the number of a name in words, where the amount is still to come.</summary>
    public int SpeltNumberOf(List<Element> elements, int i)
    {
        if (view.PackAt(i) is not { Length: > 0, Entry: { Number: >= 10 } entry } spelt || !entry.Has(Roles.Number) || elements is not [.., { Kind: ElementKind.Product, Mention: { SaysNumber: false } mention } thing] || thing.Last != i - 1)
        {
            return 0;
        }

        var (number, length) = numbers.Numeral(i, spelt.Length, entry);
        if (catalog.WithWord(number.ToString("0", CultureInfo.InvariantCulture)) is not { } ids || mention.Candidates.Where(ids.Contains).ToList() is not { Count: > 0 } fewer || !(IsAmountAt(i + length) || view.NumberFollows(i + length)))
        {
            return 0;
        }

        elements[^1] = thing with { Mention = mention with { Candidates = fewer } };
        return length;
    }

    /// <summary>A number in words, or, parted by a small word or saying it itself, a unit that stands before its number.</summary>
    private bool IsAmountAt(int i)
    {
        var at = i + (view.IsLink(i) ? 1 : 0);
        return numbers.IsNumber(at) || (numbers.UnitAt(at) is { Entry: { } entry } unit && (entry.Count > 1 || (at > i && numbers.IsNumber(at + unit.Length))));
    }

    /// <summary>"pampers sz 4", "size 5" after "pampers size 4": which one of a kind, by the number behind a word that says so. How many tokens it takes.</summary>
    public int Sized(List<Element> elements, int i, int length)
    {
        length += view.At(i + length)?.Is('.') == true ? 1 : 0;
        if (view.At(i + length) is not { Kind: TokenKind.Number } number || catalog.WithWord(number.Key) is not { } ids)
        {
            return 0;
        }

        if (elements is [.., { Kind: ElementKind.Product, Mention: { } mention } thing] && thing.Last == i - 1)
        {
            if (mention.Candidates.Where(ids.Contains).ToList() is not { Count: > 0 } fewer || mention.SaysNumber)
            {
                return 0;
            }

            elements[^1] = thing with { Mention = mention with { Candidates = fewer } };
            Latest = elements[^1].Mention;
            return length + 1;
        }

        if (Latest is null || elements.LastOrDefault() is { Kind: ElementKind.Product })
        {
            return 0;
        }

        if (Turned(number.Key, ids) is not { } kin)
        {
            return 0;
        }

        elements.Add(new Element(ElementKind.Product, i, i + length) { Mention = Latest = kin });
        return length + 1;
    }

    /// <summary>"aaa batteries 2, aa 3": a short word beside a number, which of one thing like the last is a part of the name.</summary>
    public Mention? Variant(int i)
    {
        var token = view.Tokens[i];
        if (Latest is null || token.Kind != TokenKind.Word || token.Key.Length >= Mention.ShortestWord || !view.IsFree(i) || !(numbers.IsNumber(i + 1) || numbers.IsNumber(i - 1))
            || catalog.WithWord(token.Key) is not { } ids)
        {
            return null;
        }

        var like = catalog.Products[Latest.Candidates[0]].Phrases;
        var kin = ids.Except(Latest.Candidates).Take(Resolver.MostOptions).Where(id => catalog.Products[id].Phrases.Exists(phrase => like.Exists(phrase.SequenceEqual))).ToList();
        return kin is [var only] ? new Mention([only], true, 1) { IsVariant = true } : null;
    }

    /// <summary>"pepsi small 2, big 3": the other of two sizes, where no thing stands beside the word but an amount.</summary>
    public Element? Extreme(List<Element> elements, int i, int length, Roles said) =>
        Latest is not null && (elements.LastOrDefault() is not { Kind: ElementKind.Product } || numbers.IsNumber(i + length) || (numbers.UnitAt(i + length) is { } unit && numbers.IsNumber(i + length + unit.Length))) && view.NameLength(Math.Min(i + length, view.Count - 1)) == 0
        && (numbers.IsNumber(i - 1) || (elements.LastOrDefault() is { IsAmount: true } amount && amount.Last == i - 1) || numbers.IsNumber(i + length) || numbers.UnitAt(i + length) is not null)
        && catalog.Extreme(Latest.Candidates, said) is { } id && catalog.Products[id].Size is { } size
            ? new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(size.Amount, new UnitMention(size.Base, [size.Base], 1), (size.Base, 1)) }
            : null;

    /// <summary>"big batteries 2, small ones 3": a word in the place of another in the name of the thing before.</summary>
    public Mention? Instead(List<Element> elements, int i, int length)
    {
        if (Latest is null || elements.LastOrDefault() is { Kind: ElementKind.Product } || catalog.WithWord(view.Tokens[i].Key) is not { } ids || length > 1 || (elements.Count == 0 && !numbers.IsNumber(i + 1)))
        {
            return null;
        }

        return Turned(view.Tokens[i].Key, ids);
    }

    /// <summary>The one other thing that has a name of the last with this word in the place of another.</summary>
    private Mention? Turned(string word, HashSet<int> ids)
    {
        bool IsTurned(string[] one, string[] other) => one.Length > 1 && one.Length == other.Length && one.Zip(other).Where(pair => pair.First != pair.Second).Take(2).ToList() is [var changed] && changed.First == word;
        var names = Latest!.Candidates.Take(Resolver.MostOptions).SelectMany(id => catalog.Products[id].Phrases).ToList();
        var turned = ids.Except(Latest.Candidates).Take(Resolver.MostOptions).Where(id => catalog.Products[id].Phrases.Exists(phrase => names.Exists(other => IsTurned(phrase, other)))).ToList();
        return turned is [var only] ? new Mention([only], true, 1) { IsVariant = true } : null;
    }

    /// <summary>"gloves M", "L gloves": a letter is a size beside a thing that comes in it.</summary>
    public Element? SizeOfClothes(int i)
    {
        bool Comes(IEnumerable<int>? ids, decimal rank) => ids is not null
            && catalog.InSize([.. ids], own => own.Base == PackSize.OfClothes && own.Amount == rank).Count > 0;
        return view.SizeAt(i) is { } rank && !numbers.IsNumber(i - 1) && (Comes(Latest?.Candidates, rank) || Comes(catalog.NameAt(view.Tokens, i + 1).Ids, rank))
            ? new Element(ElementKind.Quantity, i, i) { Quantity = new Quantity(rank, new UnitMention(PackSize.OfClothes, [PackSize.OfClothes], 1), (PackSize.OfClothes, 1)) }
            : null;
    }
}
