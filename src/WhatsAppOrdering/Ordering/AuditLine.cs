using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>An invariant, how often it is broken, and on which credit lines.</summary>
/// <param name="Freezes">Whether a line that breaks it must not go on trading.</param>
public sealed record AuditLine(string Invariant, long Breaches, IReadOnlyCollection<BrokenLine> Lines, bool Freezes)
{
    public override string ToString() => Breaches == 0
        ? $"ok      {Invariant}"
        : $"BROKEN  {Invariant}: {Breaches}{string.Concat(Lines.Take(10).Select(line => $" [{line}]"))}{(Lines.Count > 10 ? $" and {Lines.Count - 10} lines more" : "")}";
}

/// <summary>A credit line, named for the operator by ids only.</summary>
public sealed record BrokenLine(WholesalerId Wholesaler, CreditLineId Line)
{
    public override string ToString() => $"line {Line.Value} of wholesaler {Wholesaler.Value}";
}

/// <summary>What an audit has found so far.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, long> _breaches = [];
    private readonly Dictionary<string, HashSet<BrokenLine>> _lines = [];

    public void Add(string invariant, BrokenLine? line, long breaches)
    {
        _breaches[invariant] = _breaches.GetValueOrDefault(invariant) + breaches;
        if (line is not null)
        {
            (_lines.TryGetValue(invariant, out var known) ? known : _lines[invariant] = []).Add(line);
        }
    }

    public AuditLine Of(Invariant invariant) => new(
        invariant.Name, _breaches.GetValueOrDefault(invariant.Name), _lines.GetValueOrDefault(invariant.Name) ?? [], invariant.Freezes);
}
