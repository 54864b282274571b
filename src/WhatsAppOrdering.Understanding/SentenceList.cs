namespace WhatsAppOrdering.Understanding;

/// <summary>The sentences read so far and the one being read.</summary>
internal sealed class SentenceList
{
    /// <summary>Keeps the work linear: what compares the parts of a sentence never has more of them.</summary>
    private const int LongestSentence = 200;

    public List<Sentence> Closed { get; } = [];

    public Sentence Current { get; private set; } = new();

    /// <summary>A line of a copied chat ("[12/03, 09:14] Musa:") began; the lines below it belong to it, up to an empty one.</summary>
    public bool IsCopied { get; set; }

    /// <summary>A word that matters has been read: a question word from here on is only talk.</summary>
    public bool HasBegun { get; set; }

    public void Add(Element? element)
    {
        if (element is null)
        {
            return;
        }

        var before = Current.Elements.LastOrDefault();
        if (element.Kind == ElementKind.Unknown && before?.Kind == ElementKind.Unknown && before.Last == element.First - 1)
        {
            Current.Elements[^1] = before with { Last = element.Last };
            return;
        }

        if (Current.Elements.Count == LongestSentence)
        {
            var roles = Current.Roles;
            Close(sameLine: true);
            Current.Roles = roles;
            HasBegun = true;
        }

        Current.Elements.Add(element);
    }

    public void Close(bool sameLine)
    {
        if (Current.Elements.Count > 0 || Current.Roles != 0 || Current.IsQuoted)
        {
            Closed.Add(Current);
        }

        Current = new Sentence { SameLine = sameLine, IsQuoted = IsCopied || (sameLine && Current.IsQuoted) };
        HasBegun = false;
    }
}
