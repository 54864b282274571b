namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// Somebody who writes and taps as people do: orders in several languages, answers, second thoughts, taps on bubbles of
/// before, nonsense, pictures. What he does depends on his seed and on what he was told. The bench talks with the same one.
/// </summary>
public sealed class RandomShopkeeper(int seed)
{
    private const int Remembered = 20;
    private readonly List<ToldBubble> _told = [];
    private readonly Random _random = new(seed);

    private static readonly string[] orders =
    [
        "2 carton coke 1.5L", "5 sugar", "1 salt, 3 sugar", "2 coke", "3 fanta and 2 coke", "sugar", "rice", "10 carton sprite 250ml\n2 bag salt",
        "5 bori cheeni", "2 cajas de coca cola", "do carton coke 250ml chahiye", "4 oil", "40 bags basmati rice", "1 kitkat", "2.5 tin soyabean oil", "add 1 salt", "2 noodles",
    ];

    private static readonly string[] answers = ["1", "2", "3", "the first", "1.5L", "250 wala", "250ml", "5 bags", "the big one", "12", "0"];

    private static readonly string[] words =
    [
        "yes", "ok", "confirm", "haan", "sí", "no", "cancel", "cancel it", "keep it", "no, 2 sugar", "remove sugar", "make sugar 2", "no salt", "instead of 2 make it 4", "status",
        "where is my order?", "balance", "help", "hello", "thank you", "price of sugar", "how much is coke", "same as last", "I paid 500", "human", "stop", "statement", "cancel the first", "cancel 999999",
    ];

    private static readonly string[] nonsense = ["asdf qwer", "???", "🙂", "1234567", "ok ok ok ok", "lorem ipsum dolor sit amet", "١٢٣", ".", "no no yes", "😂😂", "sugar sugar sugar", "\n\n-\n", "<b>2</b> & \"coke\""];

    private static readonly string[] media =
    [
        """{"type":"image","image":{"id":"1","mime_type":"image/jpeg"}}""", """{"type":"audio","audio":{"id":"2","voice":true}}""",
        """{"type":"sticker","sticker":{"id":"3"}}""", """{"type":"location","location":{"latitude":27.7,"longitude":85.3}}""",
        """{"type":"image","image":{"id":"4","caption":"2 sugar"}}""", """{"type":"reaction","reaction":{"message_id":"wamid.x","emoji":"👍"}}""",
        """{"type":"contacts","contacts":[]}""", """{"type":"of_tomorrow","of_tomorrow":{}}""",
    ];

    /// <summary>He reads a bubble.</summary>
    public void Reads(ToldBubble bubble)
    {
        _told.Add(bubble);
        if (_told.Count > Remembered)
        {
            _told.RemoveAt(0);
        }
    }

    public Deed Next() => _random.Next(100) switch
    {
        < 27 => Says(orders),
        < 40 => Says(answers),
        < 60 => Says(words),
        < 66 => Says(nonsense),
        < 72 => new Deed.Sends(media[_random.Next(media.Length)]),
        < 88 => TapsLast(),
        _ => TapsAny(),
    };

    private Deed.Says Says(string[] from) => new(from[_random.Next(from.Length)]);

    private Deed TapsLast() => _told.LastOrDefault(bubble => bubble.Choices.Count > 0) is { } last ? Taps(last) : Says(orders);

    private Deed TapsAny() => _told.FindAll(bubble => bubble.Choices.Count > 0) is { Count: > 0 } some ? Taps(some[_random.Next(some.Count)]) : Says(orders);

    private Deed.Taps Taps(ToldBubble bubble) => new(bubble, bubble.Choices[_random.Next(bubble.Choices.Count)]);
}

/// <summary>A bubble as its reader has it: the message's id where it matters, the words, the ids of what can be tapped.</summary>
public sealed record ToldBubble(string Id, string Text, IReadOnlyList<string> Choices);

/// <summary>What a shopkeeper does next.</summary>
public abstract record Deed
{
    private Deed()
    {
    }

    public sealed record Says(string Text) : Deed;

    public sealed record Taps(ToldBubble Bubble, string Choice) : Deed;

    /// <summary>Something that is no text, as Meta writes it.</summary>
    public sealed record Sends(string Json) : Deed;

    /// <summary>Nothing has to be answered: a thumb, or one of several pictures within a minute.</summary>
    public bool MayBeMetWithSilence => this is Sends { Json: var json } && !json.Contains("caption", StringComparison.Ordinal);
}
