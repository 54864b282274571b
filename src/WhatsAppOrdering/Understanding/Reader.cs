namespace WhatsAppOrdering.Understanding;

/// <summary>The message as tokens with what the language pack and the catalog know of each, cut into sentences.</summary>
internal sealed class Reader
{
    private const Roles Signs = Roles.Request | Roles.Add | Roles.Remove | Roles.Set | Roles.Each | Roles.Instead
        | Roles.To | Roles.From | Roles.By | Roles.Deny | Roles.Or;

    private readonly CatalogIndex catalog;
    private readonly NumberRules numbers;
    private readonly SentenceList list = new();

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

        reader.list.Close(sameLine: false);
        return (reader.list.Closed, reader.View);
    }

    private int Step(int i)
    {
        var token = View.Tokens[i];
        if (token.Kind == TokenKind.LineBreak)
        {
            list.Close(sameLine: false);
            list.Current.AfterBlank = token.Blank;
            return 1;
        }

        list.Current.IsQuoted |= View.StartsLine(i) && (token.Is('>') || token.Is('['));
        var (nameLength, _) = catalog.NameAt(View.Tokens, i);
        if (token.Kind is TokenKind.Number or TokenKind.Range or TokenKind.Reference && nameLength < 2)
        {
            var (element, length) = numbers.Read(i, list.Current.Has(Roles.Set));
            list.Add(element);
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
        list.Current.Words += mention?.Length ?? Math.Max(1, packLength);
        if (mention is not null)
        {
            list.HasBegun = true;
            list.Add(new Element(ElementKind.Product, i, i + mention.Length - 1) { Mention = mention });
            return mention.Length;
        }

        return entry is null || entry.Roles == Roles.Goods ? ReadUnknown(i) : ReadEntry(i, packLength, entry);
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

        if ((roles & Roles.Question) != 0 && list.HasBegun)
        {
            roles = (roles & ~Roles.Question) | Roles.Prose;
        }

        if (entry.Has(Roles.Each) && numbers.UnitAt(i + length) is not null)
        {
            roles |= Roles.Price;
        }

        list.Current.Roles |= roles;
        list.Current.Repeats |= entry.Has(Roles.Command) && entry.Intent == Intent.Reorder;
        list.HasBegun |= (roles & (Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And)) == 0;
        if (entry.Has(Roles.Number) || (entry.Has(Roles.Article) && numbers.UnitAt(i + length) is not null))
        {
            var (element, read) = numbers.ReadWord(i, length, entry);
            list.Add(element);
            return read;
        }

        if (entry.Has(Roles.Unit))
        {
            list.Add(numbers.BareUnit(i, length, entry));
        }
        else if (entry.Has(Roles.Vague))
        {
            list.Add(new Element(ElementKind.Unclear, i, i + length - 1));
        }
        else if (entry.Has(Roles.Command) && entry.Intent == Intent.Cancel)
        {
            list.Current.Roles |= Roles.Remove;
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = Roles.Remove });
        }
        else if (entry.Has(Signs))
        {
            list.Add(new Element(ElementKind.Sign, i, i + length - 1) { Roles = entry.Roles });
        }
        else if (entry.Has(Roles.And))
        {
            list.Add(new Element(ElementKind.Separator, i, i + length - 1) { Roles = Roles.And });
        }

        return entry.Has(Roles.Per) && numbers.UnitAt(i + length) is not null ? length + 1 : length;
    }

    private void Punctuate(Token token, int i)
    {
        list.Current.IsAsked |= token.Is('?') || token.Text == "؟";
        list.Current.EndsInColon = token.Is(':') && View.EndsLine(i + 1);
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
