namespace WhatsAppOrdering.Understanding;

/// <summary>Words to intent: pure, deterministic, in time that grows with the message and not with the catalog.</summary>
public static class Interpreter
{
    /// <summary>Longer messages are read up to here (UTF-16 units).</summary>
    public const int LongestMessage = 4096;

    private const decimal LargestPayment = 100_000_000;

    /// <summary>
    /// Reads a message. What is not certain becomes a question or an unknown span, never a line; a message that is no order
    /// has no lines.
    /// </summary>
    public static Interpretation Interpret(string text, CatalogIndex catalog, DialogueContext context)
    {
        var pack = LanguagePack.English;
        var (sentences, view) = Reader.Read(text.Length > LongestMessage ? text[..LongestMessage] : text, catalog, pack);
        if (Commands.Whole(view, context) is { } command)
        {
            return new Interpretation(command, [], [], [], null) { Trace = [$"the whole message is the command {command}"] };
        }

        Ordinals.Drop(sentences);
        var moods = Moods.Of(sentences);
        var resolver = new Resolver(catalog, pack, context, view);
        resolver.Trace.AddRange(view.Respelt);
        var (unknown, added) = Orders.Read(sentences, moods, catalog, resolver, view);
        var trace = resolver.Trace.Concat(moods.Select((mood, i) => $"sentence {i + 1}: {mood}")).ToList();
        if (resolver.Lines.Count + resolver.Questions.Count + unknown.Count > 0)
        {
            var intent = OfLines(resolver.Lines, added);
            return new Interpretation(intent, resolver.Lines, unknown, resolver.Questions, null) { Trace = trace };
        }

        return Talk(sentences, moods, catalog, view) with { Trace = trace };
    }

    private static Intent OfLines(List<LineIntent> lines, bool added)
    {
        var operations = lines.Select(line => line.Operation).Distinct().ToList();
        return operations switch
        {
            [] => Intent.Clarify,
            [LineOperation.Remove] => Intent.Remove,
            [LineOperation.Set] => Intent.ChangeQuantity,
            [LineOperation.Add] when added => Intent.Add,
            _ => Intent.Order,
        };
    }

    private static Interpretation Talk(List<Sentence> sentences, List<Mood> moods, CatalogIndex catalog, TokenView view)
    {
        var roles = sentences.Aggregate(Roles.None, (all, sentence) => all | sentence.Roles);
        if ((roles & Roles.Paid) != 0 && !sentences.Exists(s => s.IsAsked))
        {
            var numbers = view.Tokens.Where(t => t.Kind == TokenKind.Number && t.Number < LargestPayment).Select(t => t.Number);
            return Of(Intent.Payment) with { Amount = numbers.OrderDescending().Cast<decimal?>().FirstOrDefault() };
        }

        if (Commands.Inside(view) is { } command)
        {
            return Of(command);
        }

        if (moods.Contains(Mood.Price))
        {
            var subjects = sentences.SelectMany(s => s.Elements).Where(e => e.Mention is not null)
                .SelectMany(e => e.Mention!.Candidates).Distinct().Take(Resolver.MostOptions);
            return Of(Intent.Price) with { Subjects = [.. subjects.Select(id => catalog.Products[id].Product.Sku)] };
        }

        var greets = (roles & Roles.Greeting) != 0 && sentences.TrueForAll(s => s.Elements.Count == 0);
        return Of(greets ? Intent.Greeting : Intent.None);
    }

    private static Interpretation Of(Intent intent) => new(intent, [], [], [], null);
}
