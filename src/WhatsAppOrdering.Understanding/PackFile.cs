namespace WhatsAppOrdering.Understanding;

/// <summary>A language pack as its file has it; spellings stand in one string, parted by bars.</summary>
internal sealed record PackFile(
    string Language,
    IReadOnlyList<PackUnit>? Units,
    IReadOnlyList<PackMeasure>? Measures,
    IReadOnlyList<PackMultiplier>? Multipliers,
    Dictionary<string, decimal>? Numbers,
    Dictionary<string, decimal>? Scales,
    Dictionary<string, decimal>? Ordinals,
    Dictionary<string, string>? Roles,
    Dictionary<string, string>? Commands,
    Dictionary<string, string[]>? Patterns,
    IReadOnlyList<string>? Suffixes,
    string? Wares,
    Dictionary<string, string>? Kinds,
    Dictionary<string, string>? KindsOf,
    bool KindFirst,
    string? Flavours,
    string? Ones,
    string? Imperatives,
    string? Bound,
    string? Ranges,
    string? Between,
    Dictionary<string, decimal>? Sizes);

/// <summary>Words for a way of packing, and the units they may mean, the likeliest first. A dual says its count by itself. Either: of several that a product has, its usual one. Many: what it names holds many things, so that twelve of these are no dozen of it.</summary>
internal sealed record PackUnit(string Words, string Units, decimal? Count = null, bool Either = false, bool Many = false);

/// <summary>A weight, volume or length. Glued: signs and words that mean it only when no space parts them from their number (3in, 2").</summary>
internal sealed record PackMeasure(string Unit, string Base, decimal Factor, string Words, decimal? Count = null, string? Glued = null);

internal sealed record PackMultiplier(string Unit, decimal Times, string Words, decimal? Count = null);
