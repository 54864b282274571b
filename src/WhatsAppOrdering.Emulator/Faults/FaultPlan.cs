namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>
/// What is to go wrong with a send: a delay; then a refusal with <c>Code</c>, or a bare <c>HttpStatus</c> as a gateway
/// gives it; or a message that is accepted and delivered while the connection is cut instead of answered, or whose
/// statuses come before the answer, or which fails after it was accepted.
/// </summary>
public sealed record Fault(int? Code, int? HttpStatus, int? DelayMs, bool DropResponse = false, bool StatusFirst = false, int? FailCode = null);

/// <summary>The faults still to come, first asked first served; each send takes one, or, when none is planned, one by chance.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly Queue<Fault> planned = new();
    private (Random Random, int Percent, IReadOnlyList<Fault> Faults)? chance;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return planned.Count;
            }
        }
    }

    public void Add(Fault fault, int count)
    {
        lock (gate)
        {
            for (var i = 0; i < count; i++)
            {
                planned.Enqueue(fault);
            }
        }
    }

    /// <summary>From now on so many of a hundred sends meet one of these, by a seed.</summary>
    public void Chance(int seed, int percent, IReadOnlyList<Fault> faults)
    {
        lock (gate)
        {
            chance = (new Random(seed), percent, faults);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            planned.Clear();
            chance = null;
        }
    }

    public Fault? Take()
    {
        lock (gate)
        {
            return planned.TryDequeue(out var fault) ? fault
                : chance is { Faults.Count: > 0 } some && some.Random.Next(100) < some.Percent ? some.Faults[some.Random.Next(some.Faults.Count)]
                : null;
        }
    }
}
