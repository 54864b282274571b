namespace WhatsAppOrdering.Understanding;

/// <summary>Messages that are a command as a whole ("balance", "ok please"), and commands inside talk ("bhai where is my order").</summary>
internal static class Commands
{
    private const Roles Around = Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And | Roles.Request | Roles.Article;
    private const int WordsInsideTalk = 3;
    public const int LeastOrderNumber = 100;
    private const int MostOrderNumber = 1_000_000_000;

    /// <summary>The command that is the whole message; null when it says anything else.</summary>
    public static Command? Whole(TokenView view, DialogueContext context)
    {
        var found = new HashSet<Intent>();
        var (roles, asked) = (Roles.None, false);
        var (number, place) = ((long?)null, (int?)null);
        for (var i = 0; i < view.Count;)
        {
            var (length, entry) = view.PackAt(i);
            var token = view.Tokens[i];
            if (entry is null && token.Kind is TokenKind.Symbol or TokenKind.LineBreak)
            {
                asked |= token.Is('?');
                i++;
                continue;
            }

            if (number is null && OrderNumberOf(token) is { } named)
            {
                number = named;
                i++;
                continue;
            }

            if (entry?.Has(Roles.Reference) == true && view.At(i + length) is { } next && OrderNumberOf(next) is not null)
            {
                // "order no. 1005", "#1005".
                i += length;
                continue;
            }

            if (place is null && entry?.Has(Roles.Ordinal) == true)
            {
                place = entry.Place;
                i += length;
                continue;
            }

            if (entry is null || !entry.Has(Around | Roles.Command | Roles.Deny))
            {
                return null;
            }

            if (!(i > 0 && entry.Has(Roles.Filler) && entry.Intent == Intent.Confirm && found.Contains(Intent.Cancel)))
            {
                // "batalkan saja pesanannya ya": no yes.
                AddIntent(found, entry);
            }

            roles |= entry.Roles;
            i += length;
        }

        var intent = context.Awaiting == Awaiting.Cancellation && ToCancellation(found, roles, asked) is { } answer
            ? answer
            : Decide(found, roles, asked, context.Awaiting == Awaiting.Confirmation);
        var isThanks = intent is null && found.Count == 0 && (roles & Roles.Thanks) != 0 && (roles & (Roles.Deny | Roles.Request)) == 0;
        return (intent, number ?? place) switch
        {
            (null, null) when isThanks => new Command(Intent.None, null, null) { IsThanks = true },
            (null, _) => null,
            // Only these are about one order of several; with any other word a number is a quantity, or talk.
            ({ } named, not null) when named is not (Intent.Cancel or Intent.Status or Intent.Keep) => null,
            ({ } whole, _) => new Command(whole, number, place) { NamesOrdering = whole == Intent.Confirm && (roles & Roles.Orders) != 0 },
        };
    }

    /// <summary>"Cancel the whole thing please, my brother brought it": what the first part is as a whole, if it takes everything back. Consent is never taken so.</summary>
    public static Intent? Opening(TokenView view)
    {
        var isSaid = false;
        for (var i = 0; i < view.Count;)
        {
            var (length, entry) = view.PackAt(i);
            if (entry is null)
            {
                return isSaid && i + 1 < view.Count && (view.Tokens[i].Kind == TokenKind.LineBreak || view.Tokens[i].Text is "," or "." or "!") ? Intent.Cancel : null;
            }

            if ((entry.Has(Roles.Command) && entry.Intent != Intent.Cancel) || entry.Has(Roles.Deny | Roles.Negate) || !entry.Has(Around | Roles.Command | Roles.All))
            {
                return null;
            }

            isSaid |= entry.Has(Roles.Command);
            i += length;
        }

        return null;
    }

    /// <summary>The number of an order, if a token can be one: a whole number that is longer than quantities are.</summary>
    public static long? OrderNumberOf(Token token) =>
        token is { Kind: TokenKind.Number, Number: >= LeastOrderNumber and < MostOrderNumber } && token.Number == decimal.Truncate(token.Number) ? (long)token.Number : null;

    /// <summary>"Yes", "cancel it", "yes, cancel it" are one answer to "cancel order 1006?", "no" and "keep it" the other.</summary>
    private static Intent? ToCancellation(HashSet<Intent> found, Roles roles, bool asked)
    {
        if (asked)
        {
            return null;
        }

        var denies = (roles & Roles.Deny) != 0;
        return found.Contains(Intent.Keep) || (denies && found.Count == 0) ? Intent.Keep
            : !denies && found.Count > 0 && found.All(intent => intent is Intent.Confirm or Intent.Cancel) ? Intent.Cancel : null;
    }

    /// <summary>A command of several words inside other talk. Consent is never taken from talk.</summary>
    public static Intent? Inside(TokenView view)
    {
        for (var i = 0; i < view.Count; i++)
        {
            var (length, entry) = view.PackAt(i);
            if (length >= WordsInsideTalk && entry!.Has(Roles.Command) && entry.Intent is not (Intent.Confirm or Intent.Keep))
            {
                return entry.Intent;
            }
        }

        return null;
    }

    private static void AddIntent(HashSet<Intent> found, PackEntry entry)
    {
        if (entry.Has(Roles.Command))
        {
            found.Add(entry.Intent);
        }
    }

    private static Intent? Decide(HashSet<Intent> found, Roles roles, bool asked, bool awaited)
    {
        var denies = (roles & Roles.Deny) != 0;
        if (found.Count == 2 && !found.Contains(Intent.Cancel))
        {
            found.Remove(Intent.Confirm);
        }

        if (found.Count == 0)
        {
            var greets = (roles & Roles.Greeting) != 0 && !denies;
            return denies && awaited ? Intent.Cancel : greets ? Intent.Greeting : null;
        }

        if (found.SetEquals([Intent.Keep]))
        {
            return Intent.Keep;
        }

        if (found.Count > 1)
        {
            return Intent.None;
        }

        var intent = found.First();
        var thanks = (roles & Roles.Thanks) != 0 && !awaited;
        return intent != Intent.Confirm ? intent
            : denies || asked || thanks ? Intent.None
            : (roles & Roles.Greeting) != 0 && !awaited ? Intent.Greeting : intent;
    }
}

/// <summary>A message that is a command as a whole, and the order that it names.</summary>
internal sealed record Command(Intent Intent, long? Number, int? Place)
{
    public bool IsThanks { get; init; }

    /// <inheritdoc cref="Interpretation.NamesOrdering"/>
    public bool NamesOrdering { get; init; }
}
