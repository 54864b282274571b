namespace WhatsAppOrdering.Understanding;

/// <summary>The message as tokens with what the language pack and the catalog know of each, cut into sentences.</summary>
internal sealed class Reader
{
    private const Roles Signs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Each | Roles.Instead
        | Roles.To | Roles.From | Roles.By | Roles.Deny | Roles.Or | Roles.Correct | Roles.Negate | Roles.Except | Roles.Keep;

    /// <summary>Words that hold sentences together.</summary>
    private const Roles Small = Roles.Ask | Roles.Filler | Roles.And | Roles.Or | Roles.To | Roles.Question | Roles.Deny | Roles.Negate;

    private const int FewestWordsOfAddress = 3;

    /// <summary>Between a name and its number stands no more than "no.".</summary>
    private const int MostBetween = 2;

    private readonly CatalogIndex catalog;
    private readonly string person;
    private readonly NumberRules numbers;
    private readonly SentenceList list = new();

    /// <summary>The thing that was named last, in this sentence or before.</summary>
    private Mention? latest;

    private Reader(string text, CatalogIndex catalog, LanguagePack pack, string language)
    {
        this.catalog = catalog;
        person = language;
        View = new TokenView(text, catalog, pack, language);
        numbers = new NumberRules(View);
    }

    public TokenView View { get; }

    public static (List<Sentence> Sentences, TokenView View) Read(string text, CatalogIndex catalog, LanguagePack pack, string language)
    {
        var reader = new Reader(text, catalog, pack, language);
        for (var i = 0; i < reader.View.Count;)
        {
            i += Math.Max(1, reader.Step(i));
        }

        reader.list.Close(sameLine: false);
        return (reader.list.Closed, reader.View);
    }

    private int Step(int i)
    {
        var token = View.Tokens[i];
        if (token.Kind == TokenKind.LineBreak)
        {
            list.IsCopied &= !token.Blank;
            list.Close(sameLine: false);
            list.Current.AfterBlank = token.Blank;
            return 1;
        }

        list.IsCopied |= View.StartsLine(i) && token.Is('[');
        list.Current.IsQuoted |= list.IsCopied || (View.StartsLine(i) && token.Is('>'));
        numbers.HasSaid = list.Current.Elements is [.., { Quantity.Number: not null }, { Kind: ElementKind.Product }]
            or [.., { Quantity.Number: not null }, { Kind: ElementKind.Product }, { Kind: ElementKind.Sign, Roles: Roles.Correct }];
        var (nameLength, _) = catalog.NameAt(View.Tokens, i);
        if (nameLength < 2 && SizeOfClothes(i) is { } size)
        {
            list.Add(size);
            return 1;
        }

        if (token.Kind == TokenKind.Number && nameLength < 2 && NumberOfName(i) is > 0 and var part)
        {
            return part;
        }

        if (token.Kind is TokenKind.Number or TokenKind.Range or TokenKind.Reference && nameLength < 2)
        {
            var (element, length) = numbers.Read(i, list.Current.Has(Roles.Set));
            list.Current.Roles |= token.Repeated ? Roles.Each : Roles.None;
            list.Current.Marks.Add((i, token.Repeated ? Roles.Each : Roles.None));
            list.Add(element);
            return length;
        }

        if (nameLength > 0 && numbers.PhoneLength(i + nameLength) > 0)
        {
            // "Tel 98765 43210": oil in Hindi, but not before a telephone number.
            return nameLength;
        }

        var (packLength, entry) = View.PackAt(i);
        if (token.Kind == TokenKind.Symbol && entry is null)
        {
            Punctuate(token, i);
            return 1;
        }

        // "cha": tea in one language, "is" in another; the message's own decides about such small words.
        var isForeign = nameLength == 1 && entry?.Has(Small) == true && !entry.Has(Roles.Unit | Roles.Number) && !catalog.IsNamedIn(token.Key, View.Language) && !catalog.IsNamedIn(token.Key, person);
        var preferName = entry is null || entry.Roles == Roles.Goods || (nameLength >= packLength && !isForeign);
        var mention = preferName ? Mention.At(View.Tokens, i, catalog, View.IsFree, View.IsLink) : null;
        mention ??= preferName ? Variant(i) : null;
        list.Current.Words += mention?.Length ?? Math.Max(1, packLength);
        if (mention is not null)
        {
            list.HasBegun = true;
            list.Current.IsGuessed |= Enumerable.Range(i, mention.Length).Any(at => View.Tokens[at] is { Kind: TokenKind.Word } word && word.Key != Token.Stem(word.Text));
            if (View.At(i - 1)?.Is('(') == true && list.Current.Elements.FindLastIndex(e => e.Kind == ElementKind.Product) is var last and >= 0
                && list.Current.Elements[last] is { Mention: { } named } before && named.Candidates.Intersect(mention.Candidates).ToList() is { Count: > 0 } both)
            {
                // "2 ctn of sardines (delmar)": the name says more of the thing before.
                list.Current.Elements[last] = before with { Mention = named with { Candidates = both } };
                return mention.Length;
            }

            list.Add(new Element(ElementKind.Product, i, i + mention.Length - 1) { Mention = mention });
            latest = mention;
            return mention.Length;
        }

        return entry is null || entry.Roles == Roles.Goods ? ReadUnknown(i) : ReadEntry(i, packLength, entry);
    }

    /// <summary>"staples no 10 - 4 pkts", "coffee 3in1 2 ctn": words with a number that are of the name before, and the quantity is still to come.</summary>
    private int NumberOfName(int i)
    {
        var isNumbered = list.Current.Elements is [.., { Kind: ElementKind.Product }, { Kind: ElementKind.Sign } no] && (no.Roles & Roles.Deny) != 0 && no.Last == i - 1;
        if (list.Current.Elements.SkipLast(isNumbered ? 1 : 0).LastOrDefault() is not { Kind: ElementKind.Product, Mention: { } mention } thing || i - thing.Last - 1 > MostBetween
            || View.Tokens.Skip(thing.First).Take(thing.Last - thing.First + 1).Any(token => token.Kind == TokenKind.Number))
        {
            return 0;
        }

        var (left, length) = (mention.Candidates, 0);
        while (View.At(i + length) is { Kind: TokenKind.Number or TokenKind.Word } token && catalog.WithWord(token.Key) is { } ids && left.Where(ids.Contains).ToList() is { Count: > 0 } fewer)
        {
            (left, length) = (fewer, length + 1);
        }

        var isGlued = length > 1 && View.Tokens[i + 1] is { Kind: TokenKind.Word, Spaced: false };
        if (length == 0 || !(isGlued || View.NumberFollows(i + length + (View.At(i + length)?.Text == "x" ? 1 : 0))))
        {
            return 0;
        }

        if (isNumbered)
        {
            list.Current.Elements.RemoveAt(list.Current.Elements.Count - 1);
        }

        list.Current.Elements[^1] = thing with { Mention = mention with { Candidates = left } };
        return length;
    }

    /// <summary>"aaa batteries 2, aa 3": a short word beside a number, which of one thing like the last is a part of the name.</summary>
    private Mention? Variant(int i)
    {
        var token = View.Tokens[i];
        if (latest is null || token.Kind != TokenKind.Word || token.Key.Length >= Mention.ShortestWord || !View.IsFree(i) || !(numbers.IsNumber(i + 1) || numbers.IsNumber(i - 1))
            || catalog.WithWord(token.Key) is not { } ids)
        {
            return null;
        }

        var like = catalog.Products[latest.Candidates[0]].Phrases;
        var kin = ids.Except(latest.Candidates).Take(Resolver.MostOptions).Where(id => catalog.Products[id].Phrases.Exists(phrase => like.Exists(phrase.SequenceEqual))).ToList();
        return kin is [var only] ? new Mention([only], true, 1) : null;
    }

    /// <summary>"gloves M", "L gloves": a letter is a size beside a thing that comes in it.</summary>
    private Element? SizeOfClothes(int i)
    {
        bool Comes(IEnumerable<int>? ids, decimal rank) => ids is not null
            && catalog.InSize([.. ids], own => own.Base == PackSize.OfClothes && own.Amount == rank).Count > 0;
        return View.SizeAt(i) is { } rank && !numbers.IsNumber(i - 1) && (Comes(latest?.Candidates, rank) || Comes(catalog.NameAt(View.Tokens, i + 1).Ids, rank))
            ? new Element(ElementKind.Quantity, i, i) { Quantity = new Quantity(rank, new UnitMention(PackSize.OfClothes, [PackSize.OfClothes], 1), (PackSize.OfClothes, 1)) }
            : null;
    }

    private int ReadUnknown(int i)
    {
        list.HasBegun = true;
        list.Add(numbers.UnitAt(i) is { } unit
            ? new Element(ElementKind.Quantity, i, i) { Quantity = new Quantity(null, unit.Mention, null) }
            : new Element(ElementKind.Unknown, i, i));
        return 1;
    }

    private int ReadEntry(int i, int length, PackEntry entry)
    {
        var roles = entry.Roles;
        if ((roles & Roles.Currency) != 0 && View.NumberFollows(i + length))
        {
            roles &= ~(Roles.Price | Roles.Prose);
        }

        if (entry.Has(Roles.Command) && entry.Intent == Intent.Price && !View.NumberFollows(i + length))
        {
            roles |= Roles.Price;
        }

        if ((roles & Roles.Ask) != 0 && !list.HasBegun)
        {
            roles |= Roles.Question;
        }

        if ((roles & Roles.Question) != 0 && list.HasBegun)
        {
            roles = (roles & ~Roles.Question) | Roles.Prose;
        }

        if (entry.Has(Roles.Each) && !entry.Has(Roles.Number) && numbers.UnitAt(i + length) is not null)
        {
            roles |= Roles.Price;
        }

        if ((roles & Roles.Reference) != 0 && View.StartsLine(i) && View.At(i + length) is { Kind: TokenKind.Number, Text.Length: > 2 } && !View.EndsLine(i + length + 1))
        {
            // "invoice 20451: sugar 5 bags" tells what was bought.
            roles |= Roles.Past;
        }

        list.Current.Roles |= roles;
        list.Current.Marks.Add((i, roles));
        list.Current.Repeats |= entry.Has(Roles.Command) && entry.Intent == Intent.Reorder && View.PackAt(i + length).Entry?.Has(Roles.Deny | Roles.Negate) != true;
        list.HasBegun |= (roles & (Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And)) == 0;
        // Nepali "tin" is three before a unit and a tin after a number.
        var isNumber = entry.Has(Roles.Number) && (!entry.Has(Roles.Unit) || (numbers.UnitAt(i + length) is not null && !numbers.IsNumber(i - 1)));
        if (isNumber || (entry.Has(Roles.Article) && numbers.UnitAt(i + length) is not null))
        {
            var (element, read) = numbers.ReadWord(i, length, entry);
            list.Add(element);
            return read;
        }

        if (entry.Has(Roles.Deny | Roles.Negate) && !entry.Has(Roles.Instead) && numbers.IsNumber(i + length) && numbers.IsCorrection(i + length))
        {
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = Roles.Correct });
        }
        else if (entry.Has(Roles.Unit) && entry.Has(Roles.Filler) && (list.Current.Elements is [.., { Quantity.Unit: not null }] || !(numbers.IsNumber(i - 1) || numbers.IsNumber(i + length))))
        {
            // Indonesian "pak" is a packet and a sir: after "4 tray", and with no number beside it, it is a sir.
            return length;
        }
        else if (entry.Measure is not null && View.PackAt(i + length) is { Entry: { } said } word && said.Has(Roles.Number) && numbers.UnitAt(i) is { } spelt
            && numbers.Spelt(i + length, word.Length, said) is { Element.Quantity: { IsBare: true } quantity } told)
        {
            // "sukari kilo mbili".
            list.Add(told.Element with { First = i, Quantity = quantity with { Unit = spelt.Mention, Measure = entry.Measure } });
            return length + told.Length;
        }
        else if (entry.Measure is not null && View.At(i + length) is { Kind: TokenKind.Number })
        {
            // "sukari kilo 20": the measure stands before its number; in "lita 5 madumu 4" both units do.
            var (element, read) = numbers.UnitAt(i + length + 1) is { } next && numbers.IsNumber(i + length + 1 + next.Length)
                ? NumberRules.Bare(View.Tokens[i + length].Number, i + length)
                : numbers.Read(i + length, list.Current.Has(Roles.Set));
            list.Add(element is { Quantity: { Unit: null } bare } && numbers.UnitAt(i) is { } named
                ? element with { First = i, Quantity = bare with { Unit = named.Mention, Measure = entry.Measure } } : element);
            return length + read;
        }
        else if (entry.Has(Roles.Unit) && !(entry.Has(Roles.Remove | Roles.Add | Roles.Set) && !numbers.IsNumber(i - 1) && !numbers.IsNumber(i + length)))
        {
            var unit = numbers.BareUnit(i, length, entry);
            list.Add(unit);
            return Math.Max(length, (unit?.Last ?? 0) - i + 1);
        }
        else if (entry.Has(Roles.Vague))
        {
            list.Add(new Element(ElementKind.Unclear, i, i + length - 1));
        }
        else if (entry.Has(Roles.Command) && entry.Intent == Intent.Cancel && !entry.Has(Roles.Keep | Roles.Filler | Roles.Deny | Roles.Negate))
        {
            list.Current.Roles |= Roles.Remove;
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = Roles.Remove });
        }
        else if (entry.Has(Signs))
        {
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = entry.Roles });
        }
        else if (entry.Has(Roles.AndHalf) && numbers.UnitAt(i + length) is not null)
        {
            // "sukari na nusu katoni ya vim": no half more of the last, but half of the next.
            list.Add(new Element(ElementKind.Separator, i, i));
            var (element, read) = numbers.Half(i, length);
            list.Add(element);
            return read;
        }
        else if (entry.Has(Roles.And | Roles.But))
        {
            list.Add(new Element(ElementKind.Separator, i, i + length - 1) { Roles = entry.Roles & (Roles.And | Roles.But) });
        }

        return entry.Has(Roles.Per) && numbers.UnitAt(i + length) is not null ? length + 1 : length;
    }

    private void Punctuate(Token token, int i)
    {
        list.Current.IsAsked |= token.Is('?') || token.Text == "؟";
        list.Current.EndsInColon = token.Is(':') && View.EndsLine(i + 1);
        if (token.Is(':') && !list.Current.EndsInColon && list.Current is { HasProducts: false, HasAmounts: false, Words: var words } && (words >= FewestWordsOfAddress || (View.NameLength(i + 1) > 0 && !list.Current.Has(Roles.Stock | Roles.Past | Roles.Price))) && View.At(i + 1)?.Spaced == true)
        {
            // "for the shop of Mary please: 2 cartons ..." speaks to us before it lists.
            list.Current.EndsInColon = true;
            list.Close(sameLine: true);
            return;
        }

        if (token.Text is "," or ";" or "|" or "&" or "+" or "،" or "、")
        {
            list.Add(new Element(ElementKind.Separator, i, i));
        }
        else if (token.Text is "." or "!" or "?" or "।" or "؟" && View.EndsSentence(i))
        {
            list.Close(sameLine: true);
        }
    }
}
