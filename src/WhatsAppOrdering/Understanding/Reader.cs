namespace WhatsAppOrdering.Understanding;

/// <summary>The message as tokens with what the language pack and the catalog know of each, cut into sentences.</summary>
internal sealed class Reader
{
    private const Roles Signs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Each | Roles.Instead
        | Roles.To | Roles.From | Roles.By | Roles.Deny | Roles.Or;

    private readonly CatalogIndex catalog;
    private readonly NumberRules numbers;
    private readonly List<Sentence> sentences = [];
    private Sentence sentence = new();
    private bool firstWordSeen;

    private Reader(string text, CatalogIndex catalog, LanguagePack pack)
    {
        this.catalog = catalog;
        View = new TokenView(text, catalog, pack);
        numbers = new NumberRules(View);
    }

    public TokenView View { get; }

    public static (List<Sentence> Sentences, TokenView View) Read(string text, CatalogIndex catalog, LanguagePack pack)
    {
        var reader = new Reader(text, catalog, pack);
        for (var i = 0; i < reader.View.Count;)
        {
            i += Math.Max(1, reader.Step(i));
        }

        reader.Close(sameLine: false);
        return (reader.sentences, reader.View);
    }

    private int Step(int i)
    {
        var token = View.Tokens[i];
        if (token.Kind == TokenKind.LineBreak)
        {
            Close(sameLine: false);
            sentence.AfterBlank = token.Blank;
            return 1;
        }

        sentence.IsQuoted |= View.StartsLine(i) && (token.Is('>') || token.Is('['));
        var (nameLength, _) = catalog.NameAt(View.Tokens, i);
        if (token.Kind is TokenKind.Number or TokenKind.Range or TokenKind.Reference && nameLength < 2)
        {
            var (element, length) = numbers.Read(i, sentence.Has(Roles.Set));
            Add(element);
            return length;
        }

        var (packLength, entry) = View.PackAt(i);
        if (token.Kind == TokenKind.Symbol && entry is null)
        {
            Punctuate(token, i);
            return 1;
        }

        var preferName = entry is null || entry.Roles == Roles.Goods || nameLength >= packLength;
        var mention = preferName ? Mention.At(View.Tokens, i, catalog, View.IsFree) : null;
        sentence.Words += mention?.Length ?? Math.Max(1, packLength);
        if (mention is not null)
        {
            firstWordSeen = true;
            Add(new Element(ElementKind.Product, i, i + mention.Length - 1) { Mention = mention });
            return mention.Length;
        }

        return entry is null || entry.Roles == Roles.Goods ? ReadUnknown(i) : ReadEntry(i, packLength, entry);
    }

    private int ReadUnknown(int i)
    {
        firstWordSeen = true;
        if (numbers.UnitAt(i) is { } unit)
        {
            Add(new Element(ElementKind.Quantity, i, i) { Quantity = new Quantity(null, unit.Mention, null) });
            return 1;
        }

        Add(new Element(ElementKind.Unknown, i, i));
        return 1;
    }

    private int ReadEntry(int i, int length, PackEntry entry)
    {
        var roles = entry.Roles;
        if ((roles & Roles.Currency) != 0 && View.NumberFollows(i + length))
        {
            roles &= ~(Roles.Price | Roles.Prose);
        }

        if ((roles & Roles.Question) != 0 && firstWordSeen)
        {
            roles = (roles & ~Roles.Question) | Roles.Prose;
        }

        sentence.Roles |= roles;
        firstWordSeen |= (roles & (Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And)) == 0;
        if (entry.Has(Roles.Number) || (entry.Has(Roles.Article) && numbers.UnitAt(i + length) is not null))
        {
            var (element, read) = numbers.ReadWord(i, length, entry);
            Add(element);
            return read;
        }

        if (entry.Has(Roles.Unit))
        {
            AddBareUnit(i, length, entry);
        }
        else if (entry.Has(Roles.Vague))
        {
            Add(new Element(ElementKind.Unclear, i, i + length - 1));
        }
        else if (entry.Has(Signs))
        {
            Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = entry.Roles });
        }
        else if (entry.Has(Roles.And))
        {
            Add(new Element(ElementKind.Separator, i, i + length - 1) { Roles = Roles.And });
        }

        return entry.Has(Roles.Per) && numbers.UnitAt(i + length) is not null ? length + 1 : length;
    }

    /// <summary>A unit without a number; "dozen" alone is one dozen, a weight alone says nothing.</summary>
    private void AddBareUnit(int i, int length, PackEntry entry)
    {
        if (entry.Measure is null && numbers.UnitAt(i) is { } unit)
        {
            var quantity = new Quantity(entry.Times > 1 ? 1 : null, unit.Mention, null);
            Add(new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = quantity });
        }
    }

    private void Punctuate(Token token, int i)
    {
        sentence.IsAsked |= token.Is('?') || token.Text == "؟";
        sentence.EndsInColon = token.Is(':') && View.EndsLine(i + 1);
        if (token.Text is "," or ";" or "|" or "&" or "+" or "،" or "、")
        {
            Add(new Element(ElementKind.Separator, i, i));
        }
        else if (token.Text is "." or "!" or "?" or "।" or "؟" && View.EndsSentence(i))
        {
            Close(sameLine: true);
        }
    }

    private void Add(Element? element)
    {
        if (element is null)
        {
            return;
        }

        var before = sentence.Elements.LastOrDefault();
        if (element.Kind == ElementKind.Unknown && before?.Kind == ElementKind.Unknown && before.Last == element.First - 1)
        {
            sentence.Elements[^1] = before with { Last = element.Last };
            return;
        }

        sentence.Elements.Add(element);
    }

    private void Close(bool sameLine)
    {
        if (sentence.Elements.Count > 0 || sentence.Roles != 0 || sentence.IsQuoted)
        {
            sentences.Add(sentence);
        }

        sentence = new Sentence { SameLine = sameLine, IsQuoted = sameLine && sentence.IsQuoted };
        firstWordSeen = false;
    }
}
