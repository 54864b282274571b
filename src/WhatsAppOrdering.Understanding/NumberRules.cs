namespace WhatsAppOrdering.Understanding;

/// <summary>Tells quantities from the numbers that are none: ordinals, prices, dates, phones, references.</summary>
internal sealed class NumberRules(TokenView view)
{
    public const decimal FirstPhoneNumber = 1_000_000;
    private const decimal Thousand = 1000;
    private const decimal LeastPrice = 100;
    private const int LongestDenial = 4;
    private const int MostGroups = 5;
    public const int FewestDigits = 8;
    private const int MostParts = 3;
    private const int Near = 4;
    private const int Far = 10;

    /// <summary>"omo 500 and quarter carton of jik": of so many nobody has half a one more.</summary>
    private const decimal MostHalved = 100;

    private decimal ordinal;

    /// <summary>Whether a number is the size of the thing right before it.</summary>
    public Func<decimal, bool> IsSize { get; set; } = _ => false;

    /// <summary>The last words were an amount and its thing: "2 doz diary" before "no 3 doz".</summary>
    public bool HasSaid { get; set; }

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
            ordinal = token.Number;
            return (view.StartsLine(i) ? null : new Element(ElementKind.Separator, i, i + 1), 2);
        }

        if (PhoneLength(i) is > 0 and var phone)
        {
            return (null, phone);
        }

        if (IsPrice(i) && view.At(i + 1)?.Is('/') == true && UnitAt(i + 2) is { } each)
        {
            // "@155/btl": the unit belongs to the price.
            return (null, 2 + each.Length);
        }

        if (IsPrice(i) && view.PackAt(i + 1).Entry?.Has(Roles.Article) == true && UnitAt(i + 2) is { } a)
        {
            // "at 2000 a crate".
            return (null, 2 + a.Length);
        }

        if (token.Kind == TokenKind.Reference || token.Number >= FirstPhoneNumber || IsPrice(i) || IsDate(i) || IsReference(i))
        {
            return (null, 1);
        }

        if (IsRange(i, inChange))
        {
            var (range, length) = Unclear(i, 3);
            return (view.At(i + 1)!.Kind == TokenKind.Word && view.At(i + 2) is { Kind: TokenKind.Number } now ? range with { FromTo = (token.Number, Quantity(i + 2, 1, now.Number).Element.Quantity!) } : range, length);
        }

        if (decimal.IsInteger(token.Number) && view.At(i + 1) is { Kind: TokenKind.Number, Spaced: true, Number: > 0 and < 1 } part && part.Text.Contains('/', StringComparison.Ordinal) && !(UnitAt(i + 2) is { Entry.Measure: not null } measured && view.At(i + 2)!.Spaced == false && measured.Length > 0))
        {
            // "1 1/2 cartons"; "2 1/2kg" is two of half a kilo.
            return Quantity(i, 2, token.Number + part.Number);
        }

        if (token.Number < 100 && view.PackAt(i + 1) is { Entry: { Number: 100 } } hundred)
        {
            return Quantity(i, 1 + hundred.Length, token.Number * 100);
        }

        if (view.At(i + 1) is { Kind: TokenKind.Word, Spaced: false, Text.Length: 1 } && view.At(i + 2) is null or { Spaced: true } or { Kind: not TokenKind.Word } && UnitAt(i + 1) is null && view.Tokens[i + 1].Text is not ("x" or "k"))
        {
            return (new Element(ElementKind.Unclear, i, i + 1) { PackCount = token.Number }, 2);
        }

        if (view.PackBefore(i)?.Has(Roles.Deny | Roles.Negate) == true && !IsCorrection(i))
        {
            var (unclear, read) = Unclear(i, 1);
            return (unclear with { Denied = token.Number, DeniedAs = Quantity(i, 1, token.Number).Element.Quantity }, read);
        }

        return IsNegative(i) || (view.PackBefore(i)?.Has(Roles.Deny) == true && !IsCorrection(i)) || view.At(i + 1) is { Text: "k", Spaced: false }
            ? Unclear(i, 1)
            : Quantity(i, 1, token.Number);
    }

    /// <summary>A number in words; hundreds, tens and ones that follow each other are one number.</summary>
    public (Element? Element, int Length) ReadWord(int i, int length, PackEntry entry)
    {
        (var number, length) = Numeral(i, length, entry);
        return IsRange(i, inChange: false) ? Unclear(i, 3) : Quantity(i, length, number);
    }

    /// <summary>The number that number words come to, and how many tokens they are.</summary>
    public (decimal Number, int Length) Numeral(int i, int length, PackEntry entry)
    {
        var number = entry.Has(Roles.Number) ? entry.Number : 1;
        if (number is >= 1 and < 100 && LanguagePack.All.ScaleOf(view.At(i + length)?.Text ?? "") == Thousand && UnitAt(i + length + 1) is { Entry.Measure: not null })
        {
            // "एक हजार लिटर": so many litres.
            return (number * Thousand, length + 1);
        }

        // "sprite de quinhentos e uma caixa": the size of one, and one of another.
        for (var parts = 0; parts < MostParts && !IsSize(number) && Part(i + length, number) is { Length: > 0 } part; parts++)
        {
            (number, length) = (part.Number, length + part.Length);
        }

        return (number, length);
    }

    /// <summary>A number in words after its measure; the unit that follows is the next number's ("kilo mbili bale 3").</summary>
    public (Element? Element, int Length) Spelt(int i, int length, PackEntry entry) =>
        UnitAt(i + length) is { } unit && IsNumber(i + length + unit.Length)
            ? (Bare(entry.Number, i).Element with { Last = i + length - 1 }, length)
            : ReadWord(i, length, entry);

    /// <summary>What a number becomes by the number word that follows, alone or after an "and": "two hundred", "treinta y cinco", "خمسة وعشرين".</summary>
    private (decimal Number, int Length) Part(int i, decimal number)
    {
        var (length, entry) = view.PackAt(i);
        var and = entry?.Has(Roles.And) == true && !entry.Has(Roles.Number) ? length : 0;
        if (and > 0)
        {
            (length, entry) = view.PackAt(i + and);
        }

        if (entry is not { Number: >= 1 and <= 100 and var next } || !entry.Has(Roles.Number))
        {
            return default;
        }

        var isRound = (number >= 100 && number % 100 == 0 && next < 100) || (number is >= 20 and < 100 && number % 10 == 0 && next < 10);
        var isTurned = and > 0 && number is >= 1 and < 10 && next is >= 20 and < 100 && next % 10 == 0;
        var sum = and == 0 && number < 100 && next == 100 ? number * next : isRound || isTurned ? number + next : 0;
        return sum > 0 ? (sum, and + length) : default;
    }

    /// <summary>The unit named at a token, by the catalog's word or the language's, unless a product's name begins there.</summary>
    public (UnitMention Mention, int Length, PackEntry? Entry)? UnitAt(int i)
    {
        if (view.GluedAt(i) is { } sign)
        {
            return (new UnitMention(view.Tokens[i].Text, sign.Units, 1), 1, sign);
        }

        if (view.At(i) is { Spaced: false } dash && dash.Is('-') && view.At(i - 1) is { Kind: TokenKind.Number } && view.OwnMeasureAt(i + 1, i - 1) is { } hyphened)
        {
            // "4-way".
            return (new UnitMention(view.Tokens[i + 1].Text, hyphened.Units, 1), 2, hyphened);
        }

        if (view.At(i) is not { Kind: TokenKind.Word } token)
        {
            return null;
        }

        if (view.OwnMeasureAt(i, i - 1) is { } own)
        {
            return (new UnitMention(token.Text, own.Units, 1), 1, own);
        }

        var (length, entry) = view.PackAt(i);
        var known = entry is not null && entry.Has(Roles.Unit);
        var name = view.NameLength(i);
        if (name > 0 && name >= length && view.PackBefore(i) is { Measure: not null } && IsNumber(i - 2))
        {
            // "1000 ltr tank 2 pcs": the thing behind its size.
            return null;
        }

        var mention = new UnitMention(token.Text, known ? entry!.Units : [], known ? entry!.Times : 1) { IsEither = known && entry!.IsEither };
        if (name > Math.Max(1, length) || (!known && !view.IsCatalogUnit(token.Text)) || (name > 0 && name >= length && !IsUnitOfThing(i, Math.Max(1, length), mention)))
        {
            return null;
        }

        return (mention, known ? length : 1, entry);
    }

    /// <summary>"paint 2 buckets" against "2 buckets": a word that is unit and product is the unit only of a product beside it that is sold so.</summary>
    private bool IsUnitOfThing(int i, int length, UnitMention unit)
    {
        for (var j = i + length; j < i + length + Near && view.At(j) is { Kind: TokenKind.Word } word && !IsNumber(j); j++)
        {
            if (view.IsSoldBy(word, unit))
            {
                return true;
            }
        }

        for (var j = i - 1; j >= i - Far && view.At(j) is { } word && word.Kind != TokenKind.LineBreak && !word.Is(','); j--)
        {
            if (view.IsSoldBy(word, unit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A unit without a number; "dozen" alone is one dozen, a weight alone says nothing.</summary>
    public Element? BareUnit(int i, int length, PackEntry entry)
    {
        var (more, after) = view.PackAt(i + length);
        var half = after?.Has(Roles.AndHalf) == true
            || (entry.Count == 1 && !IsNumber(i - 1) && after is { Number: 0.5m } && UnitAt(i + length + more) is null);
        if ((entry.Measure is not null && entry.Count is null && !half) || UnitAt(i) is not { } unit)
        {
            return null;
        }

        // A singular that counts by itself ("sedus", "كرتون") is one, unless a number stands beside it.
        var isCounted = IsNumber(i - 1) || IsNumber(i + length);
        var number = half ? (entry.Count ?? 1) + (after!.Has(Roles.AndHalf) ? after.Part : 0.5m) : entry.Count == 1 && isCounted ? null : entry.Count ?? (entry.Times > 1 && !IsNumber(i + length) ? 1 : null);
        return new Element(ElementKind.Quantity, i, i + length - 1 + (half ? more : 0)) { Quantity = new Quantity(number, unit.Mention, entry.Measure) };
    }

    /// <summary>How many tokens from here are one telephone number: long, or written in groups.</summary>
    public int PhoneLength(int i)
    {
        var start = i + (view.At(i) is { } mark && (mark.Is(':') || mark.Is('.') || mark.Is('+')) ? 1 : 0);
        var (length, digits) = (0, 0);
        while (length < MostGroups && view.At(start + length) is { Kind: TokenKind.Number, Text.Length: > 1 } group && group.Text.All(char.IsAsciiDigit))
        {
            (length, digits) = (length + 1, digits + group.Text.Length);
        }

        return digits >= FewestDigits && (length > 1 || start > i) && UnitAt(start + length) is null ? start - i + length : 0;
    }

    /// <summary>A number that no unit follows.</summary>
    public static (Element Element, int Length) Bare(decimal number, int i) =>
        (new Element(ElementKind.Quantity, i, i) { Quantity = new Quantity(number, null, null) }, 1);

    /// <summary>Half of the unit that follows.</summary>
    public (Element Element, int Length) Half(int i, int length) => Quantity(i, length, view.PackAt(i).Entry?.Part ?? 0.5m);

    private (Element Element, int Length) Quantity(int i, int length, decimal number)
    {
        if (view.PackAt(i + length) is { Entry: { } half } more && half.Has(Roles.AndHalf) && number < MostHalved)
        {
            (number, length) = (number + half.Part, length + more.Length);
        }

        var next = i + length + (view.PackAt(i + length).Entry?.Has(Roles.Article) == true ? 1 : 0);
        // "un cuarto de fardo", "half of a bale".
        next += number < 1 && view.IsLink(next) ? (view.PackAt(next + 1).Entry?.Has(Roles.Article) == true && UnitAt(next + 2) is not null ? 2 : UnitAt(next + 1) is not null ? 1 : 0) : 0;
        if (UnitAt(next) is not { } unit)
        {
            return (new Element(ElementKind.Quantity, i, i + length - 1) { Quantity = new Quantity(number, null, null) }, length);
        }

        var read = next - i + unit.Length;
        if (view.PackAt(next + unit.Length) is { Entry: { } extra } tail && extra.Has(Roles.AndHalf) && !(unit.Entry?.Measure is not null && IsUnitNext(next + unit.Length + tail.Length)))
        {
            (number, read) = (number + extra.Part, read + tail.Length);
        }

        else if (number >= 1 && view.PackAt(i + read) is { Entry: { Number: 0.5m } } late && UnitAt(i + read + late.Length) is null && (i + read + late.Length >= view.Count || view.NameLength(i + read + late.Length) == 0))
        {
            // "2 kilo setengah".
            (number, read) = (number + 0.5m, read + late.Length);
        }

        var quantity = new Quantity(number, unit.Mention, unit.Entry?.Measure);
        return (new Element(ElementKind.Quantity, i, i + read - 1) { Quantity = quantity }, read);
    }

    /// <summary>A unit here or behind a small word: "1kg e um quarto de fardo" is a size and a quarter of the next.</summary>
    public bool IsUnitNext(int i) => UnitAt(i) is not null || (view.IsLink(i) && UnitAt(i + 1) is not null);

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
        if (i == 0 && view.Tokens[i].Number > 1 && view.Count > 2 && view.NameLength(2) == 0 && !Enumerable.Range(1, view.Count - 1).Any(at => view.StartsLine(at) && view.Tokens[at] is { Kind: TokenKind.Number } next && next.Number == view.Tokens[i].Number + 1))
        {
            // "8. also one carton of milk": an answer, and no list.
            return false;
        }

        if (view.Tokens[i].Number >= 100 || mark is not { Spaced: false } || !(mark.Is(')') || mark.Is('.') || mark.Text is "º" or "ª" or "°") || view.EndsLine(i + 2))
        {
            return false;
        }

        // "1) urea 3 bags 2) dap 2 bags": within a line only the number that comes next, and only where a thing follows.
        var follows = view.Tokens[i].Number == ordinal + 1 && view.Tokens[i].Spaced && !opened && view.At(i + 2) is { Kind: TokenKind.Word }
            && (mark.Is(')') || ordinal > 0);
        return view.StartsLine(opened ? i - 1 : i) || follows;
    }

    private bool IsPrice(int i)
    {
        var dotted = view.At(i - 1)?.Is('.') == true || view.At(i - 1)?.Is(':') == true;
        if (view.PackBefore(dotted ? i - 1 : i) is { } before && before.Has(Roles.Currency | Roles.Paid))
        {
            // "total 2900" is money, "total 65 kg beans" is none.
            return !before.Has(Roles.Filler) || view.EndsLine(i + 1);
        }

        if (view.PackBefore(i)?.Has(Roles.Price) == true && IsTold(i))
        {
            // "rate 4150 hi lagana".
            return true;
        }

        if (view.At(i - 1)?.Is('=') == true && view.At(i - 2)?.Kind == TokenKind.Number && !((UnitAt(i + 1) is { Entry: null or { Measure: null } } || view.Tokens[i].Number < Thousand) && IsSize(view.Tokens[i - 2].Number)))
        {
            // "2 bags@3200=6400".
            return true;
        }

        var after = view.PackAt(i + 1).Entry?.Has(Roles.Currency) == true && !view.NumberFollows(i + 2);
        return after || (view.At(i + 1)?.Is('/') == true && view.At(i + 2)?.Is('-') == true);
    }

    /// <summary>So large a number that no unit follows, behind a word for a price: the price is told.</summary>
    public bool IsTold(int i) => view.At(i) is { Kind: TokenKind.Number, Number: >= LeastPrice } && UnitAt(i + 1) is null && view.NameLength(Math.Min(i + 1, view.Count - 1)) == 0 && view.At(i + 1)?.Is('?') != true;

    private bool IsDate(int i)
    {
        var next = view.PackAt(i + 1).Entry;
        // "2 mayo 3 ketchup": a thing of the catalog is no month.
        var month = view.PackBefore(i)?.Has(Roles.Month) == true || (next?.Has(Roles.Month) == true && view.NameLength(i + 1) == 0);
        return month || (next?.Has(Roles.Date) == true && (!next.Has(Roles.And) || !view.At(i + 1)!.Spaced));
    }

    private bool IsReference(int i)
    {
        var dotted = view.At(i - 1) is { } mark && (mark.Is('.') || mark.Is(':'));
        var before = view.PackBefore(dotted ? i - 1 : i);
        var ofPlace = before?.Has(Roles.Header) == true && view.At(i + 1) is null or { Kind: TokenKind.LineBreak or TokenKind.Symbol };
        var isOfOrder = before is not null && (before.Has(Roles.Numbered) || (before.Has(Roles.Command) && before.Intent is Intent.Cancel or Intent.Status));
        var ofOrder = isOfOrder && view.Tokens[i].Number >= Commands.LeastOrderNumber && UnitAt(i + 1) is null && (i + 1 >= view.Count || view.NameLength(i + 1) == 0);
        return ofPlace || ofOrder || (before is not null && before.Has(Roles.Reference) && (dotted || !before.Has(Roles.Deny)));
    }

    private bool IsRange(int i, bool inChange)
    {
        var between = view.At(i + 1);
        if (between is { Spaced: true } && between.Is('-') && view.At(i + 2)?.Spaced == true && IsSize(view.Tokens[i].Number))
        {
            // "coke 1.5 - 3".
            return false;
        }

        if (between?.Kind == TokenKind.Word && IsSize(view.Tokens[i].Number) && UnitAt(i + 3) is not null)
        {
            // "kabel 2,5 jadi 4 rol".
            return false;
        }

        var follows = view.At(i + 2)?.Kind == TokenKind.Number || view.PackAt(i + 2).Entry?.Has(Roles.Number) == true;
        if (view.At(i + 2) is { Kind: TokenKind.Number } other && other.Number < view.Tokens[i].Number && between?.Is('-') == true)
        {
            // "cola 500 - 4 crates": a size and how many.
            return false;
        }

        if (view.At(i + 2) is { Kind: TokenKind.Number } down && down.Number < view.Tokens[i].Number && between?.Kind == TokenKind.Word && view.PackAt(i + 1).Entry?.Has(Roles.Or) != true)
        {
            // "eggs de 5 a 3": no range goes down.
            return false;
        }

        return follows && between is not null && view.PackBefore(i)?.Has(Roles.From) != true && (between.Is('-') || between.Is('~') || (between.Is('+') && !between.Spaced)
            || view.PackAt(i + 1).Entry?.Has(inChange ? Roles.Or : Roles.Or | Roles.To) == true
            || LanguagePack.All.IsRange(between.Text) || (view.PackAt(i + 1).Entry?.Has(Roles.And) == true && IsBetween(i)));
    }

    /// <summary>"entre 5 y 8", "kati ya 5 na 8".</summary>
    private bool IsBetween(int i) => (view.At(i - 1) is { } before && LanguagePack.All.IsBetween(before.Text)) || (view.IsLink(i - 1) && view.At(i - 2) is { } earlier && LanguagePack.All.IsBetween(earlier.Text));

    /// <summary>"5 no 3": the number before is taken back, this one is meant.</summary>
    public bool IsCorrection(int i)
    {
        var start = Enumerable.Range(1, LongestDenial).Select(back => i - back).FirstOrDefault(j => j >= 0 && j + view.PackAt(j).Length == i, -1);
        return start > 0 && ((HasSaid && UnitAt(i + 1) is not null) || view.Tokens[start - 1].Kind == TokenKind.Number || view.PackBefore(start)?.Has(Roles.Number | Roles.Unit) == true);
    }

    public bool IsNumber(int i) => view.At(i)?.Kind == TokenKind.Number || view.PackAt(i).Entry?.Has(Roles.Number) == true;

    /// <summary>A minus glued to its number is no dash; at the beginning of several lines it is a bullet.</summary>
    private bool IsNegative(int i) =>
        !view.Tokens[i].Spaced && view.At(i - 1) is { Spaced: true } minus && minus.Is('-')
        && !(view.StartsLine(i - 1) && view.Bullets > 1);
}
