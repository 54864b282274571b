namespace WhatsAppOrdering.Understanding;

/// <summary>Messages that are a command as a whole ("balance", "ok please"), and commands inside talk ("bhai where is my order").</summary>
internal static class Commands
{
    private const Roles Around = Roles.Filler | Roles.Greeting | Roles.Thanks | Roles.And | Roles.Request | Roles.Article;
    private const int WordsInsideTalk = 3;

    /// <summary>The command that is the whole message; null when it says anything else.</summary>
    public static Intent? Whole(TokenView view, DialogueContext context)
    {
        var found = new HashSet<Intent>();
        var (roles, asked) = (Roles.None, false);
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

            if (entry is null || !entry.Has(Around | Roles.Command | Roles.Deny))
            {
                return null;
            }

            AddIntent(found, entry);
            roles |= entry.Roles;
            i += length;
        }

        return Decide(found, roles, asked, context.Awaiting == Awaiting.Confirmation);
    }

    /// <summary>A command of several words inside other talk. Consent is never taken from talk.</summary>
    public static Intent? Inside(TokenView view)
    {
        for (var i = 0; i < view.Count; i++)
        {
            var (length, entry) = view.PackAt(i);
            if (length >= WordsInsideTalk && entry!.Has(Roles.Command) && entry.Intent != Intent.Confirm)
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
