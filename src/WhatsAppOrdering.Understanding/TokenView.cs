namespace WhatsAppOrdering.Understanding;

/// <summary>The tokens of a message, misspelt catalog words already put right, and what the pack says at each.</summary>
internal sealed class TokenView
{
    /// <summary>Between a currency and its number stand no more ("Rs.: 500").</summary>
    private const int MostSymbols = 4;
    private const int ShortWord = 3;

    /// <summary>Shorter words are near too many units.</summary>
    private const int ShortestUnit = 5;

    /// <summary>Around words that nobody knows, larger numbers are of plates, houses and bills.</summary>
    private const decimal FewestNoQuantity = 100;
    private const decimal MostOfSize = 100_000;

    /// <summary>A word of more products says nothing about the word beside it.</summary>
    private const int MostNamed = 100;

    private readonly string text;
    private readonly CatalogIndex catalog;
    private readonly (int Length, PackEntry? Entry)[] pack;
    private readonly bool[] covered;
    private readonly PackEntry?[] ending;
    private readonly LanguagePack language;

    public TokenView(string text, CatalogIndex catalog, LanguagePack language, string person)
    {
        this.text = text;
        this.catalog = catalog;
        this.language = language;
        Tokens = new Parting(catalog, language).Read(text);
        pack = Speak(language, person);
        covered = new bool[Tokens.Count];
        ending = new PackEntry?[Tokens.Count];
        var nameEnd = 0;
        for (var i = 0; i < Tokens.Count; i++)
        {
            nameEnd = Math.Max(nameEnd, i + catalog.NameAt(Tokens, i).Length);
            if (nameEnd <= i)
            {
                ReadKind(i, person);
            }

            if (pack[i].Entry is { } entry)
            {
                Array.Fill(covered, true, i, pack[i].Length);
                // "India Gate 5kg": a gate in a name is no address.
                var named = (!entry.Has(Roles.Unit | Roles.Number) && nameEnd >= i + pack[i].Length) || OwnMeasureAt(i, i - 1) is not null;
                ending[i + pack[i].Length - 1] ??= named ? null : entry;
            }
            else if (!covered[i] && !ReadNearUnit(i, language))
            {
                Respell(i, language);
            }
        }

        var yes = pack.Length > 0 && pack[0].Entry is { } first && first.Has(Roles.Command) && first.Intent == Intent.Confirm ? pack[0].Length : 0;
        yes += yes > 0 && yes < Count && Tokens[yes].Is(',') ? 1 : 0;
        SaysYes = yes > 0;
        AmendsFrom = yes > 0 && yes < Count && pack[yes].Entry?.Has(Roles.But | Roles.Only) == true ? yes : -1;
        Bullets = Enumerable.Range(0, Tokens.Count).Count(i => StartsLine(i) && Tokens[i].Is('-'));
    }

    public List<Token> Tokens { get; }

    /// <summary>The language that most of the message's letters belong to; the person's own between equals.</summary>
    public string Language { get; private set; } = "";

    /// <summary>How often tokens have been looked at: the measure of work that tests hold against the message's length.</summary>
    public int Looks { get; private set; }

    public int Count => Tokens.Count;

    /// <summary>It begins with a yes.</summary>
    public bool SaysYes { get; }

    /// <summary>The place of the "but" or "only" of "yes, but eggs 3"; -1 for none.</summary>
    public int AmendsFrom { get; }

    /// <summary>Lines that begin with a dash.</summary>
    public int Bullets { get; }

    public List<TraceStep> Respelt { get; } = [];

    public Token? At(int i)
    {
        Looks++;
        return i >= 0 && i < Tokens.Count ? Tokens[i] : null;
    }

    public (int Length, PackEntry? Entry) PackAt(int i)
    {
        Looks++;
        return i >= 0 && i < pack.Length ? pack[i] : default;
    }

    /// <summary>"3in nails", "2" tape": the measure that is glued to its number, where some product has that size.</summary>
    public PackEntry? GluedAt(int i) => At(i) is { Spaced: false } sign && At(i - 1) is { Kind: TokenKind.Number } number
        && language.Glued(sign.Text) is { Measure: { } measure } entry && number.Number < MostOfSize && catalog.HasSize(measure, number.Number) ? entry : null;

    /// <summary>"4 way", "32gb": the catalog's own measure behind its number, where some product has that size; null for others.</summary>
    public PackEntry? OwnMeasureAt(int i, int number) => At(i) is { Kind: TokenKind.Word } word && NumberOf(number) is { } many && catalog.HasSize((word.Key, 1), many)
        ? new PackEntry { Roles = Roles.Unit, Measure = (word.Key, 1), Units = { word.Key } } : null;

    private decimal? NumberOf(int i) => At(i) is { Kind: TokenKind.Number } digits ? digits.Number : PackBefore(i + 1) is { } spelt && spelt.Has(Roles.Number) ? spelt.Number : null;

    /// <summary>The size of clothes that a word names ("M"), in any language; null for other words.</summary>
    public decimal? SizeAt(int i) => At(i) is { Kind: TokenKind.Word } && language.At(Tokens, i) is { Length: 1, Phrase.Size: { } size } ? size : null;

    /// <summary>The tokens around, up to a comma, a stop, an "and" or a line's end.</summary>
    public (int First, int Last) PartAround(int first, int last)
    {
        bool Ends(int i) => i < 0 || i >= Count || Tokens[i].Kind == TokenKind.LineBreak || (Tokens[i].Kind == TokenKind.Number && Tokens[i].Number < FewestNoQuantity) || Tokens[i] is { Kind: TokenKind.Symbol } || pack[i].Entry is { } entry && entry.Has(Roles.And | Roles.But) && !entry.Has(Roles.Number);
        while (!Ends(first - 1))
        {
            first--;
        }

        while (!Ends(last + 1))
        {
            last++;
        }

        return (first, last);
    }

    /// <summary>A word among these tells something.</summary>
    public bool Tells(int first, int last)
    {
        const Roles telling = Roles.Prose | Roles.Past | Roles.Stock | Roles.Hedge | Roles.Paid | Roles.Transfer | Roles.Money | Roles.Question | Roles.Ask | Roles.Price | Roles.Reference | Roles.Date | Roles.Header;
        return Enumerable.Range(first, last - first + 1).Any(i => pack[i].Entry is { } entry && entry.Has(telling) && !entry.Has(Roles.Unit | Roles.Number | Roles.Request | Roles.Add | Roles.Deny));
    }

    /// <summary>The longest phrase of the pack that ends just before a token.</summary>
    public PackEntry? PackBefore(int i)
    {
        Looks++;
        return i > 0 && i <= ending.Length ? ending[i - 1] : null;
    }

    public bool StartsLine(int i) => i == 0 || Tokens[i - 1].Kind == TokenKind.LineBreak;

    public bool EndsLine(int i) => i >= Tokens.Count || Tokens[i].Kind == TokenKind.LineBreak;

    /// <summary>A word that only the catalog may claim.</summary>
    public bool IsFree(int i) => Tokens[i].Kind == TokenKind.Word && (pack[i].Entry is null || (pack[i].Entry!.Roles & ~(Roles.Goods | Roles.Big | Roles.Small | Roles.Known | Roles.All | Roles.Rest)) == 0);

    /// <summary>A word that a language knows as a verb or a command, and that counts and denies nothing.</summary>
    public bool IsOwn(int i) => PackAt(i) is { Length: 1, Entry: { } entry } && Tokens[i].Kind == TokenKind.Word && entry.Has(Roles.Command | Roles.Remove | Roles.Set | Roles.Prose | Roles.Past | Roles.Stock)
        && !entry.Has(Roles.Unit | Roles.Number | Roles.And | Roles.Or | Roles.To | Roles.From | Roles.Deny | Roles.Negate | Roles.Instead | Roles.Correct | Roles.Request | Roles.Add);

    /// <summary>A word that only joins others ("unga wa ngano", "aceite de soya").</summary>
    public bool IsLink(int i) => PackAt(i) is { Length: 1, Entry.Roles: Roles.Filler };

    /// <summary>"head n shoulders", "fair & lovely": a word or sign that may stand for the "and" of a name.</summary>
    public bool IsJoint(int i) => At(i) is { } token && (token.Is('&') || PackAt(i) is { Length: 1, Entry: { } entry } && entry.Has(Roles.And) && !entry.Has(Roles.Number | Roles.Unit));

    public int NameLength(int i) => catalog.NameAt(Tokens, i).Length;

    /// <summary>A word of some product that has the unit.</summary>
    public bool IsSoldBy(Token word, UnitMention unit) => word.Kind == TokenKind.Word
        && catalog.WithWord(word.Key)?.Take(Resolver.MostOptions).Any(id => catalog.Resolve(catalog.Products[id].Product, unit) is not null) == true;

    public bool IsCatalogUnit(string word) => catalog.IsUnitWord(word);

    public string Span(int first, int last) => text[Tokens[first].Start..Tokens[last].End];

    /// <summary>The words of a sentence that matter; empty when none does.</summary>
    public string SpanOf(Sentence sentence) => sentence.Elements.Count == 0 ? "" : Span(sentence.Elements.Min(e => e.First), sentence.Elements.Max(e => e.Last));

    /// <summary>The units that a word may mean in any language.</summary>
    public static IReadOnlyList<string> UnitsOf(string word) =>
        LanguagePack.All.At(Tokenizer.Tokenize(word), 0).Phrase?.Meanings.SelectMany(entry => entry?.Units ?? []).ToList() ?? [];

    public bool NumberFollows(int i)
    {
        for (var last = i + MostSymbols; i < last && At(i) is { Kind: TokenKind.Symbol };)
        {
            i++;
        }

        return At(i)?.Kind == TokenKind.Number;
    }

    /// <summary>A stop ends a sentence before a space or the end, but not after an abbreviated unit ("2 ctn. coke").</summary>
    public bool EndsSentence(int i)
    {
        var next = At(i + 1);
        var abbreviation = Tokens[i].Is('.') && PackAt(i - 1).Entry is { } entry && entry.Has(Roles.Unit | Roles.Currency | Roles.Reference)
            && Tokens[i - 1].Text.All(char.IsAscii) && !Tokens[i - 1].Text.Any("aeiou".Contains);
        // "milk, 2 ctns. eggs, 3 trays.": a name and a comma begin anew.
        var begins = abbreviation && NameLength(Math.Min(i + 1, Tokens.Count - 1)) is > 0 and var name && At(i + 1 + name)?.Is(',') == true;
        // "12 pkts. Rains have started".
        begins |= abbreviation && PackAt(i - 1).Entry!.Has(Roles.Unit) && next is { Kind: TokenKind.Word, Spaced: true } && char.IsUpper(text[next.Start]) && NameLength(i + 1) == 0 && catalog.WithWord(next.Key) is null;
        // "5 btl. nanti malam saya pesan".
        begins |= abbreviation && PackAt(i - 1).Entry!.Has(Roles.Unit) && At(i - 2)?.Kind == TokenKind.Number && next is { Kind: TokenKind.Word, Spaced: true } && !IsLink(i + 1) && NameLength(i + 1) == 0
            && PackAt(i + 1).Entry?.Has(Roles.And | Roles.Unit | Roles.Number | Roles.Each | Roles.Article | Roles.Big | Roles.Small | Roles.Set | Roles.To | Roles.Per | Roles.Add) == false;
        return (next is null || next.Spaced || next.Kind == TokenKind.LineBreak) && (!abbreviation || begins);
    }

    /// <summary>The tokens from one to another.</summary>
    public TokenRange Within(int first, int last) => new(this, first, last);

    /// <summary>Every phrase in the language that most of the message's letters belong to.</summary>
    private (int Length, PackEntry? Entry)[] Speak(LanguagePack language, string person)
    {
        var votes = new int[language.Languages.Count];
        var found = new (int Length, PackPhrase? Phrase)[Tokens.Count];
        for (var i = 0; i < Tokens.Count; i++)
        {
            found[i] = language.At(Tokens, i);
            var (name, ids) = catalog.NameAt(Tokens, i);
            if (ids is not null && name >= found[i].Length && found[i].Phrase?.Meanings.Any(meaning => meaning?.Has(Roles.Unit | Roles.Number) == true) != true)
            {
                // A thing votes for the languages that call it so.
                var called = catalog.LanguagesOf(Tokens, i, name, ids);
                for (var k = 0; k < votes.Length; k++)
                {
                    votes[k] += called.Contains(language.Languages[k]) ? (Tokens[i + name - 1].End - Tokens[i].Start) * 12 / called.Count : 0;
                }

                continue;
            }

            if (found[i].Phrase is not { } phrase)
            {
                continue;
            }

            if (phrase.Measure is not null)
            {
                // "kg" is of every language.
                continue;
            }

            var letters = Tokens[i + found[i].Length - 1].End - Tokens[i].Start;
            if (letters == 1)
            {
                continue;
            }

            var shared = phrase.Meanings.Count(meaning => meaning is not null);
            for (var k = 0; k < votes.Length; k++)
            {
                votes[k] += phrase.Meanings[k] is null ? 0 : letters * 12 / shared;
            }
        }

        var own = language.Languages.ToList().IndexOf(person);
        Language = own >= 0 && votes[own] == votes.Max() ? person : language.Languages[Array.IndexOf(votes, votes.Max())];
        var spoken = language.Languages.ToList().IndexOf(Language);
        // "inka cola" in a message that speaks no Hindi: a small word of a language that nothing else is of says nothing.
        bool IsAlone(int i, PackPhrase phrase) => found[i].Length == 1 && phrase.Meanings[spoken] is null && phrase.Meanings[0] is null && Tokens[i].Key.Length > ShortWord && phrase.Meanings.Index().Where(one => one.Item is not null).ToList() is [{ Item.Roles: Roles.Filler, Index: var only }]
            && i + 1 < Tokens.Count && catalog.WithWord(Tokens[i + 1].Key) is not null && only != own && votes[only] == (Tokens[i].End - Tokens[i].Start) * 12;
        // "pampasi kubwa 3, za kati 2": a word of the catalog is no word of a language that the message does not speak.
        return [.. found.Select((at, i) => at.Phrase is { } lonely && votes[spoken] > 0 && IsAlone(i, lonely) ? default : at is { Length: 1, Phrase: { } phrase } && phrase.Meanings[spoken] is null && Tokens[i].Key.Length > ShortWord && votes[spoken] > 0
            && phrase.Meanings.All(meaning => meaning?.Has(Roles.Unit | Roles.Number) != true) && catalog.WithWord(Tokens[i].Key) is not null ? default : (at.Length, at.Phrase?.In(votes, own)))];
    }

    /// <summary>"jabón protex" where no alias says "jabón": the words for a kind of goods mean all things of that kind, unless the catalog has them for more.</summary>
    private void ReadKind(int i, string person)
    {
        if (Tokens[i].Kind != TokenKind.Word || !IsFree(i) || language.Kinds.At(Tokens, i) is not { Length: > 0 and var length, Kinds: var kinds })
        {
            return;
        }

        // What the catalog has the word for is a part of the kind, and "masoor dal" says more than "lentils".
        bool IsNarrower(Token token, HashSet<int> ids) => catalog.WithWord(token.Key) is not { } own
            || (length == 1 && own.Count < Math.Min(MostNamed, ids.Count) && own.All(ids.Contains) && own.Any(id => catalog.Products[id].IsKindBy(token.Key)));
        bool IsSpoken((string Language, string Key) kind) => kind.Language == Language || kind.Language == person || (pack[i].Entry is null && Tokens[i].Key.Length > ShortWord);
        var key = kinds.Where(IsSpoken).OrderByDescending(kind => kind.Language == Language).ThenByDescending(kind => kind.Language == person)
            .Select(kind => (kind.Key, Ids: catalog.WithWord(kind.Key))).FirstOrDefault(kind => kind.Ids is not null && Tokens.GetRange(i, length).TrueForAll(token => IsNarrower(token, kind.Ids))).Key;
        if (key is null)
        {
            return;
        }

        for (var at = i; at < i + length; at++)
        {
            Tokens[at] = Tokens[at] with { Key = key };
        }

        Respelt.Add(new TraceStep($"read as {key[1..]}", Span(i, i + length - 1), []));
    }

    /// <summary>"2 bundels": after a number, a word that is nearly one unit's and no product's.</summary>
    private bool ReadNearUnit(int i, LanguagePack language)
    {
        var token = Tokens[i];
        if (token.Kind != TokenKind.Word || token.Text.Length < ShortestUnit || i == 0 || !(Tokens[i - 1].Kind == TokenKind.Number || pack[i - 1].Entry?.Has(Roles.Number) == true)
            || language.IsWare(token.Text) || catalog.WithWord(token.Key) is not null || catalog.IsUnitWord(token.Text)
            || (catalog.Near(token.Key).Count > 0 && catalog.NameAt(Tokens, i + 1).Length == 0)
            || language.NearUnit(token.Text) is not { } unit || !(unit.Measure is not null || unit.Times > 1 || unit.Units.Exists(name => name != "piece" && catalog.IsUnitWord(name))))
        {
            return false;
        }

        pack[i] = (1, unit);
        covered[i] = true;
        ending[i] ??= unit;
        Respelt.Add(new TraceStep($"read as {unit.Units[0]}", token.Text, unit.Units));
        return true;
    }

    /// <summary>Of several near words those that stand in one name with the word behind ("canta preta": caneta, not cinta).</summary>
    private List<string> Beside(IReadOnlyList<string> near, int i) =>
        i + 1 < Tokens.Count && Tokens[i + 1].Kind == TokenKind.Word && catalog.WithWord(Tokens[i + 1].Key) is { Count: < MostNamed } next
            ? [.. near.Where(word => catalog.WithWord(word)!.Overlaps(next))] : [];

    /// <summary>Forgives a misspelling only where every near word of the catalog means the same products.</summary>
    private void Respell(int i, LanguagePack language)
    {
        var token = Tokens[i];
        if (token.Kind != TokenKind.Word || language.Patterns.Has(token.Text) || catalog.WithWord(token.Key) is not null || catalog.IsUnitWord(token.Text)
            || catalog.NameAt(Tokens, i).Length > 0)
        {
            return;
        }

        if (token.Text.Length > ShortestUnit && token.Text.EndsWith("es", StringComparison.Ordinal) && catalog.WithWord(token.Text[..^2]) is not null)
        {
            // "panes", "jabones".
            Tokens[i] = token with { Key = token.Text[..^2] };
            return;
        }

        IReadOnlyList<string> near = catalog.Near(token.Key);
        if (language.IsWare(token.Text))
        {
            near = [.. near.Where(word => language.IsSameWare(token.Text, word))];
        }

        if (near.Count > 1 && Beside(near, i) is { Count: > 0 } fitting)
        {
            near = fitting;
        }

        if (near.Count == 0 && RespellPair(i))
        {
            return;
        }

        if (near.Count == 0 && !language.IsWare(token.Text) && (ShortBeside(i, i - 1) ?? ShortBeside(i, i + 1)) is { } beside)
        {
            // "bic blu", "A4 ppr", "orng juice".
            near = [beside];
        }

        if (near.Count == 0 && !language.IsWare(token.Text) && PackBefore(i)?.Has(Roles.Names) != true)
        {
            near = catalog.ShortFor(token.Key);
        }

        if (near.Count == 0 && token.Key.Length > 2 && !char.IsAscii(token.Key[0]) && !language.IsWare(token.Text))
        {
            near = catalog.SoundingLike(token.Key);
        }

        if (near.Count > 0 && (near.Count == 1 || near.All(word => catalog.WithWord(word)!.SetEquals(catalog.WithWord(near[0])!))))
        {
            Tokens[i] = token with { Key = near[0] };
            Respelt.Add(new TraceStep($"read as {near[0]}", token.Text, near));
        }
    }

    private string? ShortBeside(int i, int beside) => beside >= 0 && beside < Tokens.Count && Tokens[beside].Kind == TokenKind.Word ? catalog.ShortBeside(Tokens[i].Key, Tokens[beside].Key) : null;

    /// <summary>"blu band": two words that are nearly one name of two.</summary>
    private bool RespellPair(int i)
    {
        if (i + 1 >= Tokens.Count || Tokens[i + 1] is not { Kind: TokenKind.Word } next || pack[i + 1].Entry is not null || Tokens[i].Key.Length < ShortWord
            || catalog.Near(Tokens[i].Key + next.Key) is not [var whole] || catalog.PartsOf(whole) is not [var first, var second] || next.Key != second)
        {
            return false;
        }

        Respelt.Add(new TraceStep($"read as {first} {second}", Span(i, i + 1), [whole]));
        Tokens[i] = Tokens[i] with { Key = first };
        return true;
    }
}

/// <summary>Some tokens of a message that follow each other.</summary>
internal sealed record TokenRange(TokenView View, int First, int Last)
{
    /// <summary>What the pack says of each.</summary>
    public IEnumerable<PackEntry> Entries => Enumerable.Range(First, Last - First + 1).Select(i => View.PackAt(i).Entry).OfType<PackEntry>();

    /// <summary>The words as the catalog keeps them.</summary>
    public IEnumerable<string> Words => View.Tokens.Skip(First).Take(Last - First + 1).Where(token => token.Kind == TokenKind.Word && token.Key.Length > 2).Select(token => token.Key);

    /// <summary>The sizes of clothes that they name.</summary>
    public IEnumerable<decimal> SizesOfClothes => Enumerable.Range(First, Last - First + 1).Select(View.SizeAt).OfType<decimal>().Distinct();

    public string Span(int first, int last) => View.Span(first, last);
}
