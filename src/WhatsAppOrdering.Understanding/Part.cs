namespace WhatsAppOrdering.Understanding;

/// <summary>A part of a sentence, up to a comma, an "and" or a verb that asks. It begins behind a "but": <see cref="IsParted"/>.</summary>
internal sealed record Part(Sentence Whole, List<Element> Elements, Roles Roles, int First, int Last, bool IsParted)
{
    private const Roles Verbs = Roles.Add | Roles.Request;

    public bool Has(Roles any) => (Roles & any) != 0;

    /// <summary>A thing with its number or its number with the thing.</summary>
    public bool IsWhole => Elements.Index().Any(at => at.Item.Kind == ElementKind.Product && (IsCounted(at.Index - 1) || IsCounted(at.Index + 1)));

    public bool HasNodes => Elements.Exists(e => e.IsNode);

    public bool HasAmounts => Elements.Exists(e => e.IsAmount);

    private bool IsCounted(int at) => Elements.ElementAtOrDefault(at)?.Quantity is { Number: not null };

    public static List<Part> Of(IEnumerable<Sentence> sentences) => [.. sentences.SelectMany(Of)];

    private static IEnumerable<Part> Of(Sentence sentence)
    {
        var all = sentence.Elements;
        var cuts = all.Where((e, i) => (i > 0 || sentence.Marks.Exists(mark => mark.At < e.First)) && (e.Kind == ElementKind.Separator || (e.Kind == ElementKind.Sign && (e.Roles & Verbs) != 0 && all.ElementAtOrDefault(i + 1) is { Kind: not ElementKind.Separator }))).Select(e => e.First).ToList();
        var begin = all.Select(e => e.First).Concat(sentence.Marks.Select(mark => mark.At)).DefaultIfEmpty(0).Min();
        var end = all.Select(e => e.Last).Concat(sentence.Marks.Select(mark => mark.At)).DefaultIfEmpty(0).Max();
        for (var i = 0; i <= cuts.Count; i++)
        {
            var (first, last) = (i == 0 ? begin : cuts[i - 1], i == cuts.Count ? end : cuts[i] - 1);
            var isParted = all.Exists(e => e.First == first && (e.Roles & Roles.But) != 0);
            List<Element> elements = [.. all.Where(e => e.First >= first && e.First <= last && e.Kind != ElementKind.Separator)];
            var roles = sentence.Marks.Where(mark => mark.At >= first && mark.At <= last).Aggregate(Roles.None, (sum, mark) => sum | mark.Roles);
            if (elements.Count > 0 || roles != 0)
            {
                yield return new Part(sentence, elements, roles, first, last, isParted);
            }
        }
    }

    /// <summary>Takes its words out of their sentence.</summary>
    public void Drop()
    {
        Whole.Elements.RemoveAll(e => e.First >= First && e.First <= Last);
        Whole.Forget(mark => mark.At >= First && mark.At <= Last);
        while (Whole.Elements is [{ Kind: ElementKind.Separator }, ..])
        {
            Whole.Elements.RemoveAt(0);
        }
    }
}
