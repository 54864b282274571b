namespace WhatsAppOrdering.Understanding;

/// <summary>Segments that name the old quantity beside the new one.</summary>
internal static class Corrections
{
    /// <summary>Drops the quantity that is no longer wanted ("instead of 5", "from 5 to 2"). Negative: a thing is swapped, so ask.</summary>
    public static int DropOld(List<Element> segment, Roles now)
    {
        var instead = segment.FindIndex(e => e.Kind == ElementKind.Sign && (e.Roles & Roles.Instead) != 0);
        if (instead >= 0)
        {
            var next = segment.FindIndex(instead + 1, e => e.IsNode || e.IsAmount);
            if (next < 0 || segment[next].IsNode || segment.Count(e => e.IsAmount) < 2)
            {
                return -1;
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
}
