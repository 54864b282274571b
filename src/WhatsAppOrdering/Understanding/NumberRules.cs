namespace WhatsAppOrdering.Understanding;

/// <summary>Tells quantities from the numbers that are none: ordinals, prices, dates, phones, references.</summary>
internal sealed class NumberRules(TokenView view)
{
    private const decimal FirstPhoneNumber = 1_000_000;

    /// <summary>The element of a number token (null: no quantity) and how many tokens it takes.</summary>
    public (Element? Element, int Length) Read(int i, bool inChange)
    {
        var token = view.Tokens[i];
        if (token.Kind == TokenKind.Range || (token.Kind == TokenKind.Reference && UnitAt(i + 1) is not null))
        {
            return Unclear(i, 1);
        }

        if (IsOrdinal(i))
        {
            return (null, 2);
        }

        if (token.Kind == TokenKind.Reference || token.Number >= FirstPhoneNumber || IsPrice(i) || IsDate(i) || IsReference(i))
        {
            return (null, 1);
        }

        if (IsRange(i, inChange))
        {
            return Unclear(i, 3);
        }

        return IsNegative(i) || view.PackBefore(i)?.Has(Roles.Deny) == true || view.At(i + 1) is { Text: "k", Spaced: false }
            ? Unclear(i, 1)
            : Quantity(i, 1, token.Number);
    }

    /// <summary>A number in words; tens and ones that follow each other are one number.</summary>
    public (Element? Element, int Length) ReadWord(int i, int length, PackEntry entry)
    {
        var number = entry.Has(Roles.Number) ? entry.Number : 1;
        var next = view.PackAt(i + length);
        if (number is >= 20 and < 100 && next.Entry is { Number: > 0 and < 10 } ones)
        {
            (number, length) = (number + ones.Number, length + next.Length);
        }
        else if (number < 100 && next.Entry is { Number: 100 } hundred)
        {
            (number, length) = (number * hundred.Number, length + next.Length);
        }

        return IsRange(i, inChange: false) ? Unclear(i, 3) : Quantity(i, length, number);
    }

    /// <summary>The unit named at a token, by the catalog's word or the language's, unless a product's name begins there.</summary>
    public (UnitMention Mention, int Length, PackEntry? Entry)? UnitAt(int i)
    {
        if (view.At(i) is not { Kind: TokenKind.Word } token)
        {
            return null;
        }

        var (length, entry) = view.PackAt(i);
        var known = entry is not null && entry.Has(Roles.Unit);
        if (view.NameLength(i) > Math.Max(1, length) || (!known && !view.IsCatalogUnit(token.Text)))
        {
            return null;
        }

        return (new UnitMention(token.Text, known ? entry!.Units : [], known ? entry!.Times : 1), known ? length : 1, entry);
    }

    /// <summary>A unit without a number; "dozen" alone is one dozen, a weight alone says nothing.</summary>
    public Element? BareUnit(int i, int length, PackEntry entry) =>
        entry.Measure is null && UnitAt(i) is { } unit
            ? new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(entry.Times > 1 ? 1 : null, unit.Mention, null) }
            : null;

    private (Element Element, int Length) Quantity(int i, int length, decimal number)
    {
        var next = i + length + (view.PackAt(i + length).Entry?.Has(Roles.Article) == true ? 1 : 0);
        if (UnitAt(next) is not { } unit)
        {
            return (new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(number, null, null) }, length);
        }

        var read = next - i + unit.Length;
        var quantity = new Quantity(number, unit.Mention, unit.Entry?.Measure);
        return (new Element(ElementKind.Quantity, i, i + read - 1) { Quantity = quantity }, read);
    }

    private (Element Element, int Length) Unclear(int i, int length)
    {
        length = Math.Min(length, view.Count - i);
        var unit = UnitAt(i + length)?.Length ?? 0;
        return (new Element(ElementKind.Unclear, i, i + length + unit - 1), length + unit);
    }

    private bool IsOrdinal(int i)
    {
        var opened = view.At(i - 1)?.Is('(') == true;
        var mark = view.At(i + 1);
        return view.StartsLine(opened ? i - 1 : i) && view.Tokens[i].Number < 100 && mark is { Spaced: false }
            && (mark.Is(')') || mark.Is('.')) && !view.EndsLine(i + 2);
    }

    private bool IsPrice(int i)
    {
        var dotted = view.At(i - 1)?.Is('.') == true || view.At(i - 1)?.Is(':') == true;
        if (view.PackBefore(dotted ? i - 1 : i)?.Has(Roles.Currency | Roles.Paid) == true)
        {
            return true;
        }

        var after = view.PackAt(i + 1).Entry?.Has(Roles.Currency) == true && !view.NumberFollows(i + 2);
        return after || (view.At(i + 1)?.Is('/') == true && view.At(i + 2)?.Is('-') == true);
    }

    private bool IsDate(int i)
    {
        var next = view.PackAt(i + 1).Entry;
        var month = view.PackBefore(i)?.Has(Roles.Month) == true || next?.Has(Roles.Month) == true;
        return month || (next?.Has(Roles.Date) == true && (!next.Has(Roles.And) || !view.At(i + 1)!.Spaced));
    }

    private bool IsReference(int i)
    {
        var dotted = view.At(i - 1) is { } mark && (mark.Is('.') || mark.Is(':'));
        return view.PackBefore(dotted ? i - 1 : i) is { } entry && entry.Has(Roles.Reference) && (dotted || !entry.Has(Roles.Deny));
    }

    private bool IsRange(int i, bool inChange)
    {
        var between = view.At(i + 1);
        var follows = view.At(i + 2)?.Kind == TokenKind.Number || view.PackAt(i + 2).Entry?.Has(Roles.Number) == true;
        return follows && between is not null && (between.Is('-') || between.Is('~') || (between.Is('+') && !between.Spaced)
            || view.PackAt(i + 1).Entry?.Has(inChange ? Roles.Or : Roles.Or | Roles.To) == true);
    }

    /// <summary>A minus glued to its number is no dash; at the beginning of several lines it is a bullet.</summary>
    private bool IsNegative(int i) =>
        !view.Tokens[i].Spaced && view.At(i - 1) is { Spaced: true } minus && minus.Is('-')
        && !(view.StartsLine(i - 1) && view.Bullets > 1);
}
