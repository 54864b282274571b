namespace WhatsAppOrdering.Understanding;

/// <summary>Takes away the numbers of a numbered list that has no dots ("1 coke 2 ctn", "2 sugar 5 bag").</summary>
internal static class Ordinals
{
    public static void Drop(List<Sentence> sentences)
    {
        var numbered = sentences.Where(s => s is { HasAmounts: true, HasProducts: true }).ToList();
        if (numbered.Count < 2 || numbered.Where((s, i) => !IsNumbered(s, i + 1)).Any())
        {
            return;
        }

        numbered.ForEach(s => s.Elements.RemoveAt(0));
    }

    private static bool IsNumbered(Sentence sentence, int place) =>
        sentence.Elements[0].Quantity is { IsBare: true } first && first.Number == place
        && sentence.Elements.Skip(1).Any(e => e.Quantity is { Number: not null, Measure: null });
}
