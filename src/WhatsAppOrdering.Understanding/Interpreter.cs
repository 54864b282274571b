namespace WhatsAppOrdering.Understanding;

/// <summary>Words to intent: pure, deterministic, in time that grows with the message and not with the catalog.</summary>
public static class Interpreter
{
    /// <summary>Longer messages are read up to here (UTF-16 units).</summary>
    public const int LongestMessage = 4096;

    /// <summary>How far before the longest message's end its cut may be.</summary>
    private const int LongestLine = 500;

    private const decimal LargestPayment = 100_000_000;
    private const decimal Hundred = 100;

    /// <summary>"I've sent 85k": of so much, money.</summary>
    private const decimal LeastSent = 1000;

    /// <summary>
    /// Reads a message. What is not certain becomes a question or an unknown span, never a line; a message that is no order
    /// has no lines.
    /// </summary>
    public static Interpretation Interpret(string text, CatalogIndex catalog, DialogueContext context)
    {
        var pack = LanguagePack.All;
        var (sentences, view) = Reader.Read(PartRead(text), catalog, pack, context.Language);
        var resolver = new Resolver(catalog, pack, context, view) { Topic = new(() => Topic(catalog, context)) };
        return Read(sentences, view, catalog, resolver, context) with { Looks = view.Looks };
    }

    /// <summary>As much of a message as is read: of one that is too long the whole lines, else up to a comma or a space, for half a name is another name.</summary>
    public static string PartRead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= LongestMessage)
        {
            return text;
        }

        foreach (var between in "\n, ")
        {
            if (text.LastIndexOf(between, LongestMessage, LongestLine) is > 0 and var end)
            {
                return text[..end];
            }
        }

        return text[..LongestMessage];
    }

    /// <summary>The one product that the person's last message spoke of: "sugar" and then "5 bags", "5 sugar" and then "make it 4".</summary>
    private static (int Id, bool IsOpen)? Topic(CatalogIndex catalog, DialogueContext context)
    {
        if (context.Previous is not [.., var last])
        {
            return null;
        }

        var read = Interpret(last, catalog, new DialogueContext(context.Language, [], Awaiting.Nothing) { Learnt = context.Learnt });
        var skus = read.Lines.Select(line => line.Sku).Concat(read.Questions.Select(question => question.Sku)).ToList();
        return skus is [{ } sku] && catalog.Find(sku) is { } id ? (id, read.Questions.Count > 0) : null;
    }

    private static Interpretation Read(List<Sentence> sentences, TokenView view, CatalogIndex catalog, Resolver resolver, DialogueContext context)
    {
        var answered = context.Awaiting is Awaiting.Quantity or Awaiting.Product ? Answers.Read(sentences, catalog, resolver, view, context) : Answered.Not;
        if (answered == Answered.Whole)
        {
            return new Interpretation(OfLines(resolver.Lines, added: false), resolver.Lines, [], resolver.Questions, null) { IsAnswer = true, AnsweredLines = resolver.Lines.Count, Trace = [.. resolver.Trace, new TraceStep("an answer to what was asked")] };
        }

        if (answered == Answered.Not && OfWhole(sentences, view, context) is { } whole)
        {
            return whole;
        }

        var answers = resolver.Lines.Count;
        Stocks.Apply(sentences, catalog, context);
        sentences = Splits.Apply(sentences);
        Ordinals.Drop(sentences);
        var moods = Moods.Of(sentences);
        resolver.Trace.AddRange(view.Respelt);
        var (unknown, added) = Orders.Read(sentences, moods, catalog, resolver, new Swaps(catalog, resolver, context, view), view, context);
        var trace = resolver.Trace.Concat(moods.Select((mood, i) => new TraceStep($"sentence {i + 1} is {mood}", view.SpanOf(sentences[i])))).ToList();
        if (resolver.Lines.Count + resolver.Questions.Count + unknown.Count > 0)
        {
            var intent = OfLines(resolver.Lines, added);
            return new Interpretation(intent, resolver.Lines, unknown, resolver.Questions, null) { IsAnswer = answered == Answered.Opening, AnsweredLines = answers, Trace = trace };
        }

        return Talk(sentences, moods, catalog, view, context) with { Trace = trace };
    }

    /// <summary>What the message is before any order in it is read: a command, a payment, or a wish that words tell wherever they stand; null for all others.</summary>
    private static Interpretation? OfWhole(List<Sentence> sentences, TokenView view, DialogueContext context)
    {
        if (Commands.Whole(view, context) is { } command && !(command.Intent == Intent.Balance && LanguagePack.All.Patterns.Find(view.Tokens) == Intent.Statement))
        {
            return new Interpretation(command.Intent, [], [], [], null)
            {
                OrderNumber = command.Number, OrderPlace = command.Place, IsThanks = command.IsThanks, NamesOrdering = command.NamesOrdering,
                Trace = [new TraceStep($"the whole message is the command {command.Intent}")],
            };
        }

        if (Commands.Opening(view) is { } opening && !sentences.Exists(s => s.HasAmounts || s.Has(Roles.Add | Roles.Set) || (s.HasProducts && s.Has(Roles.Keep | Roles.Except | Roles.Only))))
        {
            return Of(opening) with { Trace = [new TraceStep($"the message begins with the command {opening}, and only tells behind it")] };
        }

        if (IsPaymentForGoods(sentences, view) is { } paid)
        {
            return Of(Intent.Payment) with { Amount = paid, Trace = [new TraceStep("money is told of, and what it is for")] };
        }

        if (ToldOfGoods(sentences, view) is { } told)
        {
            return Of(told) with { Trace = [new TraceStep($"words that mean {told}, and goods that are only spoken of")] };
        }

        if (Told(sentences, view) is { } plain && (!sentences.Exists(s => s.Elements.Exists(e => e.IsAmount && e.Quantity is not { Number: null })) || (plain == Intent.Status && IsAskedFirst(sentences))))
        {
            plain = Commands.Inside(view) is Intent.Cancel ? Intent.Cancel : plain;
            plain = plain == Intent.Status && !sentences.Exists(s => s.IsAsked) && sentences.Exists(s => s.Has(Roles.Thanks)) ? Intent.None : plain;
            return Of(plain) with { Trace = [new TraceStep($"words that mean {plain} wherever they stand")] };
        }

        return null;
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

    private static Interpretation Talk(List<Sentence> sentences, List<Mood> moods, CatalogIndex catalog, TokenView view, DialogueContext context)
    {
        var roles = sentences.Aggregate(Roles.None, (all, sentence) => all | sentence.Roles);
        if (context.Awaiting == Awaiting.Confirmation && sentences is [{ Marks: [{ Roles: var first }, ..] }, ..] && (first & (Roles.Deny | Roles.Correct)) == Roles.Deny && (roles & (Roles.Wait | (sentences.Exists(s => s.Has(Roles.Hedge)) ? Roles.None : Roles.Request) | Roles.Add | Roles.Set | Roles.Ask | Roles.Price | Roles.Question)) == 0
            && sentences.TrueForAll(s => s is { HasProducts: false, HasAmounts: false, IsAsked: false, IsQuoted: false }))
        {
            // "no bro, leave it, next week".
            return Of(Intent.Cancel);
        }

        var sends = (roles & Roles.Transfer) != 0 && ((roles & Roles.Money) != 0 || (!sentences.Exists(s => s.HasProducts) && view.Tokens.Where((token, i) => Sum(token, i, view) >= LeastSent).Any()));
        // "5 ctn coke, she already paid": what is counted is no money.
        bool IsCounted(int i) => sentences.Exists(s => s.Elements.Exists(e => e.Quantity is { Unit: not null, Measure: null, Number: < LeastSent } && i >= e.First && i <= e.Last));
        var amounts = (roles & Roles.Paid) != 0 || sends ? view.Tokens.Select((token, i) => IsCounted(i) ? null : Sum(token, i, view)).ToList() : [];
        if (((roles & Roles.Paid) != 0 || sends) && (!sentences.Exists(s => s.IsAsked) || (amounts.Exists(amount => amount >= LeastSent) && !sentences.Exists(s => s.HasProducts) && (roles & (Roles.Price | Roles.Hedge)) == 0)))
        {
            // "Paid 9000, did it reach?" tells of a payment too; "what is left after my payment?" does not.
            return !amounts.Exists(amount => amount is not null) && LanguagePack.All.Patterns.Find(view.Tokens) is Intent.Balance ? Of(Intent.Balance) : Of(Intent.Payment) with { Amount = Preferred(amounts, view) };
        }

        if (Commands.Inside(view) is { } command && !(command == Intent.Cancel && (roles & (Roles.Hedge | Roles.Stock)) != 0))
        {
            return Of(command);
        }

        if ((Told(sentences, view) ?? (LanguagePack.All.Patterns.Find(view.Tokens) is Intent.Status && sentences.Exists(s => s.IsAsked) ? Intent.Status : null)) is { } told)
        {
            // "Thanks, the goods have come" asks for nothing.
            return Of(told == Intent.Status && (roles & Roles.Thanks) != 0 && !sentences.Exists(s => s.IsAsked) ? Intent.None : told);
        }

        if (moods.Contains(Mood.Price))
        {
            var subjects = sentences.SelectMany(s => s.Elements).Where(e => e.Mention is not null)
                .SelectMany(e => e.Mention!.Candidates).Distinct().Take(Resolver.MostOptions);
            return Of(Intent.Price) with { Subjects = [.. subjects.Select(id => catalog.Products[id].Product.Sku)] };
        }

        var small = sentences is [var opening, ..] && opening.Has(Roles.Greeting) && sentences.Exists(s => s.IsAsked) && (roles & (Roles.Prose | Roles.Hedge | Roles.Price | Roles.Command | Roles.Reference)) == 0 && sentences.TrueForAll(s => s is { HasProducts: false, HasAmounts: false } && (s.IsAsked || s.Has(Roles.Greeting)));
        var greets = (roles & Roles.Greeting) != 0 && (roles & (Roles.Past | Roles.Stock | Roles.Paid)) == 0 && (small || sentences.TrueForAll(s => s.Elements.Count == 0));
        return Of(greets ? Intent.Greeting : Intent.None);
    }

    /// <summary>Of several numbers the largest that no word for a till, an account or an invoice stands before.</summary>
    private static decimal? Preferred(List<decimal?> amounts, TokenView view)
    {
        bool IsNamed(int i) => view.PackBefore(i) is { } before && before.Has(Roles.Reference) && !before.Has(Roles.Currency | Roles.Paid | Roles.Transfer);
        var free = amounts.Where((amount, i) => amount is not null && !IsNamed(i)).OrderDescending().ToList();
        return free.Count > 0 ? free[0] : amounts.OrderDescending().FirstOrDefault();
    }

    /// <summary>The money that a number is, in digits or in words, with the thousands that stand beside it.</summary>
    private static decimal? Sum(Token token, int i, TokenView view)
    {
        decimal Scale(int at) => LanguagePack.All.ScaleOf(view.At(at)?.Text ?? string.Empty);
        if (token.Kind == TokenKind.Number && IsOfCode(token, i, view))
        {
            return null;
        }

        if (token.Kind == TokenKind.Number)
        {
            // "1 lakh 20 hazar".
            var rest = Scale(i + 1) is > 1 and var scale && view.At(i + 2) is { Kind: TokenKind.Number } less && Scale(i + 3) is > 1 and var smaller && less.Number * smaller < scale ? less.Number * smaller : 0;
            return token.Number < LargestPayment ? Resolver.Whole((token.Number * Scale(i + 1)) + rest) : null;
        }

        var (length, entry) = view.PackAt(i);
        bool IsNumber(int at) => view.At(at)?.Kind == TokenKind.Number || view.PackAt(at).Entry?.Has(Roles.Number) == true;
        if (Scale(i) > 1 && token.Text.Length > 1 && entry?.Has(Roles.Number) != true && !IsNumber(i - 1) && !IsNumber(i + 1))
        {
            // "حولت الف": a thousand.
            return Scale(i);
        }

        if (entry is null || !entry.Has(Roles.Number) || entry.Number < 1)
        {
            return null;
        }

        var (number, read) = new NumberRules(view).Numeral(i, length, entry);
        if (Scale(i - 1) is > 1 and var before && view.PackAt(i + read) is { Entry: { } and } joint && and.Has(Roles.And) && view.PackAt(i + read + joint.Length) is { Entry.Number: Hundred } hundred
            && view.PackAt(i + read + joint.Length + hundred.Length) is { Entry: { Number: >= 1 and < 10 and var hundreds } })
        {
            // "elfu nne na mia tano".
            return Resolver.Whole((number * before) + (Hundred * hundreds));
        }

        return Resolver.Whole(number * (Scale(i + read) is > 1 and var after ? after : Scale(i - 1)));
    }

    /// <summary>"QHX72K1LM0": digits between letters, and no sum.</summary>
    private static bool IsOfCode(Token token, int i, TokenView view)
    {
        bool IsGlued(int at, TokenKind kind) => view.At(at) is { Spaced: false } one && one.Kind == kind;
        var before = !token.Spaced && i > 0 && view.Tokens[i - 1].Kind == TokenKind.Word;
        var after = IsGlued(i + 1, TokenKind.Word);
        if (before && view.Tokens[i - 1].Text.Length > 1 && ((view.PackAt(i - 1).Entry is null && view.PackBefore(i) is null) || view.PackBefore(i - 1)?.Has(Roles.Reference) == true))
        {
            // "FT23311".
            return true;
        }

        return (before && (after || (IsGlued(i - 1, TokenKind.Word) && view.Tokens[Math.Max(0, i - 2)].Kind == TokenKind.Number))) || (after && IsGlued(i + 2, TokenKind.Number));
    }

    /// <summary>The one order number in a message that may say anything else ("confirm 1002"); null for none or several.</summary>
    public static long? OrderNumberIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = Tokenizer.Tokenize(text).Select(Commands.OrderNumberOf).OfType<long>().Distinct().ToList();
        return numbers is [var only] ? only : null;
    }

    /// <summary>"Where is my order? Driver said 11 o'clock": whatever numbers are told behind the question.</summary>
    private static bool IsAskedFirst(List<Sentence> sentences) => sentences is [{ IsAsked: true, HasAmounts: false }, ..] && !sentences.Exists(s => s.Has(Roles.Request | Roles.Add) || s.Elements.Exists(e => e.Quantity is { Unit: not null, Number: not null }));

    private static Intent? Told(List<Sentence> sentences, TokenView view) =>
        sentences.Exists(s => s.HasProducts) ? null : LanguagePack.All.Patterns.Find(view.Tokens);

    /// <summary>"Where has the car with my 5 bags reached?", "I want a person, this bot sends wrong harpic": goods are named, and none is asked for.</summary>
    private static Intent? ToldOfGoods(List<Sentence> sentences, TokenView view)
    {
        if (!sentences.Exists(s => s.HasProducts) || sentences.Exists(s => s.IsQuoted) || LanguagePack.All.Patterns.Find(view.Tokens) is not { } told)
        {
            return null;
        }

        var asks = sentences.Exists(s => s.Has(Roles.Request | Roles.Add | Roles.Set | Roles.Remove | Roles.Instead));
        var lists = sentences.Exists(s => Moods.Complete(s) > 0 && Moods.Of(s) is Mood.Order or Mood.Doubt);
        return told switch
        {
            Intent.Human or Intent.Statement when !lists => told,
            Intent.Balance when !asks && sentences.Exists(s => s.IsAsked || s.Has(Roles.Question)) => told,
            Intent.Status when !asks && sentences.Exists(s => s.IsAsked || (s.Has(Roles.Question) && s.HasAmounts)) && sentences.TrueForAll(s => !s.Has(Roles.Price)) => told,
            _ => null,
        };
    }

    /// <summary>"ghee ka 8200 phonepe kar diya": the sum, where nothing is asked for and the goods are no lines of their own.</summary>
    private static decimal? IsPaymentForGoods(List<Sentence> sentences, TokenView view)
    {
        var roles = sentences.Aggregate(Roles.None, (all, sentence) => all | sentence.Roles);
        if ((roles & (Roles.Paid | Roles.Transfer)) == 0 || (roles & (Roles.Request | Roles.Add | Roles.Set | Roles.Remove | Roles.Price | Roles.Hedge)) != 0 || sentences.Exists(s => s.IsQuoted || s.IsAsked)
            || sentences.FindAll(s => s.HasProducts) is not [var named])
        {
            return null;
        }

        var amounts = view.Tokens.Select((token, i) => Sum(token, i, view)).ToList();
        var isHeaded = sentences.IndexOf(named) is > 0 and var at && sentences[at - 1].EndsInColon && sentences[at - 1].Has(Roles.Paid | Roles.Transfer);
        if (isHeaded || !named.Has(Roles.Paid | Roles.Transfer | Roles.Money))
        {
            // "transfer done 1860 for: 4 ctn vimto, 2 ctn lipton".
            return isHeaded && Preferred(amounts, view) is >= LeastSent and var whole ? whole : null;
        }

        var sum = named.Elements.Find(e => e.Quantity is { IsBare: true, Number: >= LeastSent });
        var thing = named.Elements.FindIndex(e => e.Kind == ElementKind.Product);
        // "paid 5000 yesterday, 2 cartons coke": a list of its own.
        var isParted = named.Elements.Take(thing).Any(e => e.Kind == ElementKind.Separator) || (named.Elements.Exists(e => e.IsAmount && e != sum) && sum is not null && sum.First > named.Elements[thing].First);
        return !isParted && Preferred(amounts, view) is >= LeastSent and var money ? money : null;
    }

    private static Interpretation Of(Intent intent) => new(intent, [], [], [], null);
}
