using System.Globalization;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Goods for stories of long orders: 120 names, each unlike the others.</summary>
public static class StoryGoods
{
    private static readonly string[] places =
        ["Ilam", "Jhapa", "Mustang", "Dolpa", "Kaski", "Palpa", "Gorkha", "Banke", "Rukum", "Sunsari", "Dhading", "Nuwakot"];

    private static readonly string[] kinds =
        ["Honey", "Candles", "Pickle", "Incense", "Turmeric", "Cumin", "Popcorn", "Vinegar", "Ketchup", "Camphor"];

    public static IReadOnlyList<string> All { get; } = [.. places.SelectMany(place => kinds.Select(kind => $"{place} {kind} Gold Label"))];

    /// <param name="which">As in "1 to 45" or "1 to 60, 1 to 60".</param>
    public static IEnumerable<string> Named(string which)
    {
        ArgumentNullException.ThrowIfNull(which);
        return which.Split(", ").SelectMany(part =>
        {
            var (from, to) = part.Split(" to ") is [var first, var last]
                ? (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture))
                : throw new InvalidOperationException("As in: 1 to 45.");
            return All.Skip(from - 1).Take(to - from + 1);
        });
    }
}
