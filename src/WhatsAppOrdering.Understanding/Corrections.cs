namespace WhatsAppOrdering.Understanding;

/// <summary>Segments that name the old quantity beside the new one.</summary>
internal static class Corrections
{
    /// <summary>Drops the quantity that is no longer wanted ("instead of 5", "from 5 to 2"). Negative: a thing is swapped, so ask.</summary>
    public static int DropOld(List<Element> segment, Roles now)
    {
        if (Retraction(segment) is var sign and > 0)
        {
            var first = segment.FindLastIndex(sign, e => e.IsNode);
            if (segment.FindIndex(sign, e => e.IsNode) is var other and > 0 && first >= 0)
            {
                if (segment[first].Mention is not { } named || segment[other].Mention?.Candidates.Intersect(named.Candidates).Any() != true)
                {
                    return -1;
                }

                // "8 sheets no 10 sheets": one thing, named twice.
                segment.RemoveAt(other);
            }

            DropBefore(segment, sign);
            return 1;
        }

        var instead = segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Instead) != 0);
        if (instead >= 0)
        {
            var next = segment.FindIndex(instead + 1, e => e.IsNode || e.IsAmount);
            if (next < 0 && segment.Count(e => e.IsAmount) == 1 && segment.Count(e => e.IsNode) == 1)
            {
                // "sugar 3 instead".
                return 0;
            }

            if (next >= 0 && segment[next].IsNode && segment.Count(e => e.IsNode) == 1 && segment.FindAll(e => e.IsAmount && e.Quantity?.Measure is null) is [{ } first, { } last]
                && first.First > segment[next].Last && segment.Exists(e => e.Kind == ElementKind.Sign && e.First > first.Last && e.Last < last.First))
            {
                // "badala ya samli 6 weka 4".
                segment.Remove(first);
                return 1;
            }

            if (next < 0 || segment[next].IsNode || segment.Count(e => e.IsAmount) < 2)
            {
                return -1;
            }

            if ((segment[instead].Roles & Roles.Behind) != 0 && segment.FindLastIndex(instead, e => e.IsAmount) is var old and >= 0 && segment[old].Last == segment[instead].First - 1)
            {
                // "aloo teen ki jagah do bori".
                segment.RemoveAt(old);
                return 1;
            }

            if (segment[next].Quantity is { Number: null } && segment.ElementAtOrDefault(next + 1) is { Quantity.IsBare: true } number && number.First == segment[next].Last + 1)
            {
                // "badala ya trei 10": the unit stands before its number.
                segment.RemoveAt(next + 1);
            }

            segment.RemoveAt(next);
            return 1;
        }

        var to = segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.To) != 0);
        if (to > 0 && (now & Roles.Set) != 0 && segment.FindIndex(to, e => e.IsNode || e.IsAmount) is var target and > 0
            && segment[target].IsNode && segment.FindIndex(e => e.IsNode) < to)
        {
            return -1;
        }

        var before = to > 0 ? segment[to].First : 0;
        var isSet = (now & (Roles.Set | Roles.Remove | Roles.Add)) != 0;
        return to > 0 && isSet && segment.Skip(to).Any(e => e.IsAmount)
            ? segment.RemoveAll(e => e.IsAmount && e.First < before && e.Quantity?.Measure is null)
            : 0;
    }

    /// <summary>The amounts of the thing that was named last before the sign: those after its name or, if there are none, those before it.</summary>
    private static void DropBefore(List<Element> segment, int sign)
    {
        var thing = segment.FindLastIndex(sign, e => e.IsNode);
        var first = thing >= 0 && !segment.Skip(thing).Take(sign - thing).Any(e => e.IsAmount) ? segment.FindLastIndex(Math.Max(0, thing - 1), e => e.IsNode) : thing;
        // "coke 500 ko 2 carton haina 3 carton": the number right behind the thing is its size.
        var isSized = first >= 0 && segment.ElementAtOrDefault(first + 1)?.Quantity is { IsBare: true } && segment.Skip(first + 1).Take(sign - first - 1).Count(e => e.IsAmount) > 1 && segment[first + 1].Last < segment[sign].First;
        for (var at = sign - 1; at > (isSized ? first + 1 : first); at--)
        {
            if (segment[at].IsAmount && segment[at].Quantity?.Measure is null)
            {
                segment.RemoveAt(at);
            }
        }
    }

    /// <summary>The place of a "sorry" or "no" between two amounts ("5 no 3", "3 bag sugar sorry 4 bag"); -1 for none.</summary>
    private static int Retraction(List<Element> segment) =>
        segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & (Roles.Correct | Roles.Deny | Roles.Negate)) != 0 && (e.Roles & Roles.Instead) == 0
            && segment.Exists(a => a.IsAmount && a.Last < e.First) && segment.Exists(a => a.IsAmount && a.First > e.Last));
}
