namespace WhatsAppOrdering.Understanding;

/// <summary>The message as tokens with what the language pack and the catalog know of each, cut into sentences.</summary>
internal sealed class Reader
{
    private const Roles Signs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Each | Roles.Instead
        | Roles.To | Roles.From | Roles.By | Roles.Deny | Roles.Or | Roles.Correct | Roles.Negate | Roles.Except | Roles.Keep | Roles.Double;

    /// <summary>Words that hold sentences together.</summary>
    private const Roles Small = Roles.Ask | Roles.Filler | Roles.And | Roles.Or | Roles.To | Roles.Question | Roles.Deny | Roles.Negate;

    /// <summary>Words that change what is ordered, whatever is named so.</summary>
    private const Roles Works = Signs | Roles.Unit | Roles.Number | Roles.And | Roles.Price | Roles.Currency | Roles.Command | Roles.Stock | Roles.Gone | Roles.Only;

    private const int ShortestShielded = 4;

    private const int FewestWordsOfAddress = 3;

    /// <summary>A code has as many parts and digits.</summary>
    private const int FewestOfCode = 3;

    private readonly CatalogIndex catalog;
    private readonly string person;
    private readonly NumberRules numbers;
    private readonly NameParts parts;
    private readonly SentenceList list = new();

    /// <summary>Where a quotation began; -1 outside of one.</summary>
    private int quote = -1;

    private Reader(string text, CatalogIndex catalog, LanguagePack pack, string language)
    {
        this.catalog = catalog;
        person = language;
        View = new TokenView(text, catalog, pack, language);
        numbers = new NumberRules(View);
        parts = new NameParts(View, catalog, numbers);
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

        list.IsCopied |= View.StartsLine(i) && ((token.Is('[') && View.At(i + 1) is { Kind: not TokenKind.Word }) || (i == 0 && token.Text is "fwd" or "fw" or "forwarded" && View.At(1)?.Is(':') == true));
        list.Current.IsQuoted |= list.IsCopied || (View.StartsLine(i) && token.Is('>'));
        if (token.Kind == TokenKind.Number || View.PackAt(i).Entry?.Has(Roles.Number) == true)
        {
            var latest = list.Current.Elements.FindLast(e => e.Kind == ElementKind.Product)?.Mention;
            numbers.IsSize = number => latest is not null && catalog.IsWrittenOn(latest.Candidates, number);
        }

        numbers.HasSaid = list.Current.Elements is [.., { Quantity.Number: not null }, { Kind: ElementKind.Product }]
            or [.., { Quantity.Number: not null }, { Kind: ElementKind.Product }, { Kind: ElementKind.Sign, Roles: Roles.Correct }];
        var (nameLength, _) = catalog.NameAt(View.Tokens, i);
        if (nameLength < 2 && parts.SizeOfClothes(i) is { } size)
        {
            list.Add(size);
            return 1;
        }

        if (nameLength < 2 && View.SizeAt(i) is not null && !numbers.IsNumber(i - 1) && parts.Instead(list.Current.Elements, i, 1) is { } variant)
        {
            // "pampers L 2 packs, sorry, M".
            list.HasBegun = true;
            list.Add(new Element(ElementKind.Product, i, i) { Mention = variant });
            parts.Latest = variant;
            return 1;
        }

        if (token.Kind == TokenKind.Word && nameLength == 0 && parts.SpeltNumberOf(list.Current.Elements, i) is > 0 and var spelt)
        {
            return spelt;
        }

        if (token.Kind == TokenKind.Number && nameLength < 2 && parts.NumberOf(list.Current.Elements, i) is > 0 and var part)
        {
            return part;
        }

        if (token.Kind == TokenKind.Number && nameLength < 2 && View.At(i + 1) is { Kind: TokenKind.Word } one && LanguagePack.All.IsOne(one.Text) && parts.OfSize(list.Current.Elements, token.Number) is { } sibling)
        {
            list.HasBegun = true;
            list.Add(new Element(ElementKind.Product, i, i + 1) { Mention = sibling });
            return 2;
        }

        if (token.Kind == TokenKind.Word && nameLength == 0 && CodeLength(i) is > 0 and var code)
        {
            return code;
        }

        if (token.Kind is TokenKind.Number or TokenKind.Range or TokenKind.Reference && nameLength < 2)
        {
            var (element, length) = numbers.Read(i, list.Current.Has(Roles.Set));
            list.Current.Roles |= token.Repeated ? Roles.Each : Roles.None;
            list.Current.Marks.Add((i, token.Repeated ? Roles.Each : Roles.None));
            list.Add(element);
            return length;
        }

        if (nameLength > 0 && (numbers.PhoneLength(i + nameLength) > 0 || (View.At(i + nameLength) is { Kind: TokenKind.Number } digits && digits.Number >= NumberRules.FirstPhoneNumber)))
        {
            // "Tel 98765 43210": oil in Hindi, but not before a telephone number.
            return nameLength;
        }

        var (packLength, entry) = View.PackAt(i);
        if (entry?.Has(Roles.Sized) == true && nameLength < 2 && parts.Sized(list.Current.Elements, i, packLength) is > 0 and var kind)
        {
            list.HasBegun = true;
            return kind;
        }

        if (token.Kind == TokenKind.Symbol && entry is null)
        {
            Punctuate(token, i);
            return 1;
        }

        // "cha": tea in one language, "is" in another; the message's own decides about such small words.
        var isForeign = nameLength == 1 && entry?.Has(Small) == true && !entry.Has(Roles.Unit | Roles.Number) && !catalog.IsNamedIn(token.Key, View.Language) && !catalog.IsNamedIn(token.Key, person);
        // "sukari kilo 50 mifuko 2": a bag of the thing before, though bags are sold too.
        var isUnit = entry?.Has(Roles.Unit) == true && nameLength == packLength && list.Current.HasProducts && numbers.IsNumber(i + packLength) && numbers.UnitAt(i) is not null;
        // "Date 14/11" where dates are sold.
        var isOfReference = entry?.Has(Roles.Reference | Roles.Header | Roles.Date) == true && nameLength == packLength && View.At(packLength + i) is { Kind: TokenKind.Reference };
        // "Good day, 3 ctns coke": no biscuits, though they are called so.
        var isGreeting = i == 0 && entry?.Has(Roles.Greeting) == true && nameLength == packLength && View.At(packLength) is { Kind: TokenKind.Symbol or TokenKind.LineBreak } && View.Count > packLength + 1;
        var preferName = entry is null || entry.Roles == Roles.Goods || (nameLength >= packLength && !isForeign && !isUnit && !isGreeting && !isOfReference);
        var shielded = preferName || entry is null ? 0 : Shielded(i, packLength, entry);
        preferName |= shielded > 0;
        var mention = preferName ? Mention.At(View.Tokens, i, catalog, at => at < i + shielded || View.IsFree(at), View.IsOwn, View.IsLink, View.IsJoint) : null;
        mention = mention is { Sure: false, Candidates: [_] } && shielded > 0 ? mention with { Sure = true } : mention;
        mention ??= preferName ? parts.Variant(i) : null;
        if (mention is { SaysNumber: true, Candidates: [var sized] } && View.Tokens[i + mention.Length - 1] is { Kind: TokenKind.Number } told && numbers.UnitAt(i + mention.Length) is { Entry.Measure: { } measure } unit && catalog.Products[sized].Size?.Is(measure, told.Number) == true)
        {
            // "coke 1.5 ltr 12", which the catalog calls "coke 1.5".
            mention = mention with { Length = mention.Length + unit.Length };
        }

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
            parts.Latest = mention;
            return mention.Length;
        }

        return entry is null || entry.Roles == Roles.Goods ? ReadUnknown(i) : ReadEntry(i, packLength, entry);
    }

    /// <summary>
    /// "Everyday 400g 1 ctn", "3 carton good day": words that only tell something, where a product's name begins with them (or has
    /// several of them) and its amount or more of its name stands beside them. How many tokens they are; 0 for others.
    /// </summary>
    private int Shielded(int i, int length, PackEntry entry)
    {
        if (entry.Has(Works | Roles.Big | Roles.Small) || View.Tokens[i] is not { Kind: TokenKind.Word, Key.Length: >= ShortestShielded } first || catalog.WithWord(first.Key) is not { Count: <= Resolver.MostOptions } ids)
        {
            return 0;
        }

        var words = View.Tokens.GetRange(i, length).ConvertAll(token => token.Key);
        var owners = ids.Where(id => catalog.Products[id].Phrases.Exists(phrase => length == 1 ? phrase[0] == first.Key : phrase.AsSpan().IndexOf(words.ToArray()) >= 0)).ToList();
        var next = i + length;
        var goesOn = View.At(next) is { Kind: TokenKind.Word } more && owners.Exists(id => catalog.Products[id].Words.Contains(more.Key));
        var isCounted = numbers.IsNumber(i - 1) || (View.PackBefore(i)?.Has(Roles.Unit) == true && numbers.IsNumber(i - 2));
        // "boss 3 cartons coke": whom he speaks to.
        var counts = !entry.Has(Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.Names) && (numbers.IsNumber(next) || (numbers.UnitAt(next) is { } unit && numbers.IsNumber(next + unit.Length)));
        return owners.Count > 0 && (goesOn || isCounted || counts) ? length : 0;
    }

    /// <summary>"RKT8812QX", "SK7H2LM9QX": letters and digits in one, more than a size or a unit is; how many tokens it takes.</summary>
    private int CodeLength(int i)
    {
        var length = 1;
        while (View.At(i + length) is { Spaced: false, Kind: TokenKind.Word or TokenKind.Number } part && part.Kind != View.Tokens[i + length - 1].Kind)
        {
            length++;
        }

        var digits = View.Tokens.Skip(i).Take(length).Where(part => part.Kind == TokenKind.Number).Sum(part => part.Text.Length);
        return length >= FewestOfCode && digits >= FewestOfCode && Enumerable.Range(i, length).All(at => View.Tokens[at].Kind == TokenKind.Number || catalog.WithWord(View.Tokens[at].Key) is null) ? length : 0;
    }

    /// <summary>"the angel one", "old one still pending": no number, but the word before once more.</summary>
    private bool IsPronoun(int i) => list.Current.Elements is [.., { IsNode: true } thing] && thing.Last == i - 1 && (thing.Kind == ElementKind.Unknown || (View.PackBefore(thing.First)?.Has(Roles.Filler) == true && View.At(thing.First - 1) is { Text.Length: > 2 }))
        && numbers.UnitAt(i + 1) is null && !numbers.IsNumber(i + 1) && View.NameLength(Math.Min(i + 1, View.Count - 1)) == 0 && View.At(i + 1) is not null and not { Kind: TokenKind.LineBreak };

    /// <summary>"the 900 one": the one that has it.</summary>
    private bool IsOfNumber(int i) => View.At(i - 1)?.Kind == TokenKind.Number && View.PackBefore(i - 1) is { Roles: Roles.Filler or Roles.Article } && numbers.UnitAt(i + 1) is null && !numbers.IsNumber(i + 1);

    /// <summary>"coke the two litre one five cartons": the one that has it.</summary>
    private bool IsOfSize(int i) => list.Current.Elements is [.., { Quantity: { Measure: not null, Number: not null } }] or [.., { Quantity: { Measure: not null, Number: not null } }, { Kind: ElementKind.Product }] && list.Current.Elements[^1].Last == i - 1 && (numbers.IsNumber(i + 1) || View.At(i + 1)?.Is(',') == true || (list.Current.Elements[^1].IsAmount && View.At(i + 1) is null or { Kind: TokenKind.LineBreak } or { Text: "." })) && !View.NumberFollows(i);

    /// <summary>"mayo dui ketchup tin": nothing before it is sold by the tin.</summary>
    private bool IsNoUnitOfThing(int i) => list.Current.Elements is [.., { Mention: { } thing, Last: var last }] && last == i - 1 && numbers.UnitAt(i) is { } unit
        && thing.Candidates.All(id => catalog.Resolve(catalog.Products[id].Product, unit.Mention) is null);

    /// <summary>"السردين واحدة بس": one of the thing, and no other number stands beside it.</summary>
    private bool IsOne(int i, int length, PackEntry entry) => entry.Number == 1 && list.Current.Elements is [.., { Kind: ElementKind.Product, Last: var last }] && last == i - 1 && !numbers.IsNumber(i + length)
        && !(list.Current.Elements is [.., { IsAmount: true }, _]);

    /// <summary>"Some cartons", "pocas de atún"; "como viene el día de las madres" is vague about nothing that is ordered.</summary>
    private bool IsOfAmount(int i, int length)
    {
        var next = i + length + (View.IsLink(i + length) ? 1 : 0);
        return list.Current.Elements.LastOrDefault()?.Last == i - 1 || numbers.IsNumber(next) || numbers.UnitAt(next) is not null || next >= View.Count || View.PackAt(next).Entry is null or { Roles: not Roles.Filler };
    }

    private int ReadUnknown(int i)
    {
        list.HasBegun = true;
        if (parts.Numbered(list.Current.Elements, i) is > 0 and var numbered)
        {
            return numbered;
        }

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

        if ((roles & Roles.Price) != 0 && numbers.IsTold(i + length) && list.Current.Elements.Exists(e => e.IsAmount))
        {
            roles &= ~Roles.Price;
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

        if (entry.Has(Roles.Each) && !entry.Has(Roles.Number) && numbers.UnitAt(i + length) is { Entry: not { Count: not null } })
        {
            roles |= Roles.Price;
        }

        if ((roles & Roles.Reference) != 0 && View.StartsLine(i) && View.At(i + length) is { Kind: TokenKind.Number, Text.Length: > 2 and < NumberRules.FewestDigits } && numbers.PhoneLength(i + length) == 0 && !View.EndsLine(i + length + 1))
        {
            // "invoice 20451: sugar 5 bags" tells what was bought.
            roles |= Roles.Past;
        }

        var behind = i + length;
        while ((roles & Roles.Wait) != 0 && View.PackAt(behind) is { Length: > 0 and var small, Entry.Roles: Roles.Filler or Roles.Article } && View.NameLength(behind) == 0)
        {
            behind += small;
        }

        if ((roles & Roles.Wait) != 0 && list.Closed.Count == 0 && list.Current.Elements.TrueForAll(e => e.Kind is ElementKind.Separator or ElementKind.Sign) && (View.At(i + length)?.Is(',') == true || View.NameLength(Math.Min(behind, View.Count - 1)) > 0 || numbers.IsNumber(behind) || View.PackAt(behind).Entry?.Has(Roles.Add | Roles.Set | Roles.Request) == true))
        {
            // "wait, also 3 trays of eggs".
            roles &= ~Roles.Hedge;
        }

        roles &= i == View.AmendsFrom ? ~Roles.Prose : roles;
        list.Current.Roles |= roles;
        list.Current.Marks.Add((i, roles));
        list.Current.Asking ??= (roles & (Roles.Request | Roles.Add | Roles.Set)) != 0 && LanguagePack.All.IsImperative(View.Tokens[i].Text) ? i : null;
        if (entry.Has(Roles.Command) && entry.Intent == Intent.Keep)
        {
            list.Current.Marks.Add((i, Roles.Keep));
        }

        list.Current.Repeats |= entry.Has(Roles.Command) && entry.Intent == Intent.Reorder && View.PackAt(i + length).Entry?.Has(Roles.Deny | Roles.Negate) != true;
        list.HasBegun |= (roles & (Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And)) == 0;
        if (entry is { Number: 1 } && !entry.Has(Roles.Article) && length == 1 && (IsPronoun(i) || IsOfSize(i) || IsOfNumber(i)))
        {
            return length;
        }

        // Nepali "tin" is three before a unit and a tin after a number.
        var isNumber = entry.Has(Roles.Number) && (!entry.Has(Roles.Unit) || (!numbers.IsNumber(i - 1) && (numbers.UnitAt(i + length) is not null || IsNoUnitOfThing(i) || IsOne(i, length, entry))));
        if (isNumber || (entry.Has(Roles.Article) && numbers.UnitAt(i + length) is not null))
        {
            // "lifebuoy ra dettol ek ek carton": one of each.
            var twice = length == 1 && isNumber && View.At(i + 1)?.Text == View.Tokens[i].Text ? 1 : 0;
            list.Current.Roles |= twice > 0 ? Roles.Each : Roles.None;
            list.Current.Marks.Add((i, twice > 0 ? Roles.Each : Roles.None));
            var (element, read) = numbers.ReadWord(i + twice, length, entry);
            list.Add(twice > 0 && element is not null ? element with { First = i } : element);
            return read + twice;
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
        else if (entry is { Measure: { } whole, Count: null } && !numbers.IsNumber(i - 1) && (!numbers.IsNumber(i + length) || (numbers.UnitAt(i + length + 1) is { } sold && !numbers.IsNumber(i + length + 1 + sold.Length))) && numbers.UnitAt(i) is { } one && list.Current.Elements is [.., { Mention: { } thing }]
            && catalog.InSize(thing.Candidates, own => own.Is(whole, 1)).Count > 0)
        {
            // "detergente de kilo": the one that holds one.
            list.Add(new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(1, one.Mention, whole) });
        }
        else if (entry.Measure is not null && View.PackAt(i + length) is { Entry: { } said } word && said.Has(Roles.Number) && !(entry.Count == 1 && said.Number < 1) && numbers.UnitAt(i) is { } spelt
            && numbers.Spelt(i + length, word.Length, said) is { Element.Quantity: { IsBare: true } quantity } told)
        {
            // "sukari kilo mbili".
            list.Add(told.Element with { First = i, Quantity = quantity with { Unit = spelt.Mention, Measure = entry.Measure } });
            return length + told.Length;
        }
        else if (entry.Measure is not null && View.At(i + length) is { Kind: TokenKind.Number })
        {
            // "sukari kilo 20": the measure stands before its number; in "lita 5 madumu 4" both units do.
            var (element, read) = (numbers.UnitAt(i + length + 1) is { } next && numbers.IsNumber(i + length + 1 + next.Length))
                || (View.PackAt(i + length + 1) is { Entry: { } half } halves && half.Has(Roles.AndHalf) && numbers.IsUnitNext(i + length + 1 + halves.Length))
                ? NumberRules.Bare(View.Tokens[i + length].Number, i + length)
                : numbers.Read(i + length, list.Current.Has(Roles.Set));
            list.Add(element is { Quantity: { Unit: null } bare } && numbers.UnitAt(i) is { } named
                ? element with { First = i, Quantity = bare with { Unit = named.Mention, Measure = entry.Measure } } : element);
            return length + read;
        }
        else if (entry.Has(Roles.Big | Roles.Small) && parts.Extreme(list.Current.Elements, i, length, entry.Roles) is { } size)
        {
            list.Add(size);
        }
        else if (entry.Has(Roles.Big | Roles.Small) && parts.Instead(list.Current.Elements, i, length) is { } other)
        {
            list.Add(new Element(ElementKind.Product, i, i) { Mention = other });
            parts.Latest = other;
        }
        else if (entry.Has(Roles.Unit) && !(entry.Has(Roles.Remove | Roles.Add | Roles.Set | Roles.Request) && !numbers.IsNumber(i - 1) && (!numbers.IsNumber(i + length) || numbers.UnitAt(i + length + 1) is not null || IsNoUnitOfThing(i))))
        {
            var unit = numbers.BareUnit(i, length, entry);
            list.Add(unit);
            return Math.Max(length, (unit?.Last ?? 0) - i + 1);
        }
        else if (entry.Has(Roles.Vague) && IsOfAmount(i, length))
        {
            list.Add(new Element(ElementKind.Unclear, i, i + length - 1));
        }
        else if (entry.Has(Roles.Command) && entry.Intent == Intent.Cancel && !entry.Has(Roles.Keep | Roles.Filler | Roles.Deny | Roles.Negate | Roles.Set))
        {
            list.Current.Roles |= Roles.Remove;
            // "remove all", "cancel the order" say what they take away.
            list.Current.Marks.Add((i, length > 1 ? Roles.Remove | Roles.All : Roles.Remove));
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = Roles.Remove });
        }
        else if (entry.Has(Signs))
        {
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = entry.Roles, IsFree = entry.Has(Roles.Request | Roles.Add) && !(View.At(i - 1) is { } before && LanguagePack.All.IsBound(before.Text)) });
        }
        else if (entry.Has(Roles.AndHalf) && numbers.IsUnitNext(i + length))
        {
            // "sukari na nusu katoni ya vim": no half more of the last, but half of the next.
            list.Add(new Element(ElementKind.Separator, i, i));
            var (element, read) = numbers.Half(i, length);
            list.Add(element);
            return read;
        }
        else if (entry.Has(Roles.AndHalf) && list.Current.Elements is [.., { Quantity: { Unit: { } same, Measure: null } }, { Kind: ElementKind.Product }] && View.NameLength(Math.Min(View.Count - 1, i + length + (View.IsLink(i + length) ? 1 : 0))) > 0)
        {
            // "dos cajas de leche y media de jugo": half a carton of the next.
            list.Add(new Element(ElementKind.Separator, i, i));
            list.Add(new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(entry.Part, same, null) });
        }
        else if (entry.Has(Roles.And | Roles.But))
        {
            list.Add(new Element(ElementKind.Separator, i, i + length - 1) { Roles = entry.Roles & (Roles.And | Roles.But) });
        }

        // "2 bales exe per shop": how many shops, nobody says.
        list.Current.IsDoubtful |= entry.Has(Roles.Per) && !entry.Has(Roles.Each) && list.Current.HasAmounts && numbers.UnitAt(i + length) is null && View.At(i + length) is { Kind: TokenKind.Word } && View.PackAt(i + length).Entry?.Has(Roles.Unit | Roles.Number | Roles.Date) != true && View.NameLength(i + length) == 0;
        return entry.Has(Roles.Per) && numbers.UnitAt(i + length) is not null ? length + 1 : length;
    }

    /// <summary>"sprite 2L 1 ctn. sprite 500 2 ctn", "need 8 ctn. Indomie": the thing stands before its amount, so the stop behind an abbreviated unit ends it.</summary>
    private bool EndsLineOfList(int i)
    {
        var elements = list.Current.Elements;
        if (View.EndsSentence(i) || elements is not [.., { Quantity: { Number: not null, Unit: not null } } amount] || amount.Last != i - 1 || View.At(i + 1) is not { Kind: TokenKind.Word, Spaced: true } || View.NameLength(i + 1) == 0)
        {
            return false;
        }

        var begin = elements.FindLastIndex(e => e.Kind == ElementKind.Separator) + 1;
        return elements.Skip(begin).FirstOrDefault(e => e.IsNode || e.IsAmount) is { Kind: ElementKind.Product } && elements.Skip(begin).Count(e => e.IsNode) == 1;
    }

    /// <summary>"10 nos. type c cable": the thing is still to come.</summary>
    private bool IsAmountAlone(int i) => list.Current.Elements is [.., { Quantity: { Number: not null, Unit: not null, Measure: null } } amount] && amount.Last == i - 1 && !list.Current.HasProducts
        && View.At(i + 1) is { Kind: TokenKind.Word } && View.NameLength(i + 1) > 0;

    private void Punctuate(Token token, int i)
    {
        if (token.Text is "\"" or "“" or "”" && i + 1 < View.Count)
        {
            if (quote < 0 && list.Current.Elements.Count == 0 && token.Spaced && !View.Tokens[i + 1].Spaced)
            {
                quote = i;
            }
            else if (quote >= 0 && !token.Spaced)
            {
                // "10 bags urea" in quotes and then words about it: what was written before.
                quote = -1;
                list.Current.IsQuoted = true;
                list.Close(sameLine: false);
                return;
            }
        }

        // "vim 1 ctn ok?" asks for a nod, and for no price.
        list.Current.IsAsked |= (token.Is('?') || token.Text == "؟") && !(list.Current.HasAmounts && View.PackBefore(i) is { Intent: Intent.Confirm } nod && nod.Has(Roles.Command));
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
        else if (token.Is('.') && EndsLineOfList(i))
        {
            list.Add(new Element(ElementKind.Separator, i, i));
        }
        else if (token.Text is "." or "!" or "?" or "।" or "؟" && View.EndsSentence(i) && !(token.Is('.') && IsAmountAlone(i)))
        {
            list.Close(sameLine: true);
        }
    }
}
