namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>
/// What is to go wrong with a send: a delay, then a refusal with <c>Code</c>, or a message that is accepted and
/// delivered while the connection is cut instead of answered.
/// </summary>
public sealed record Fault(int? Code, int? HttpStatus, int? DelayMs, bool DropResponse);

/// <summary>The faults still to come, first asked first served; each send takes one.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly Queue<Fault> planned = new();

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

    public void Clear()
    {
        lock (gate)
        {
            planned.Clear();
        }
    }

    public Fault? Take()
    {
        lock (gate)
        {
            return planned.TryDequeue(out var fault) ? fault : null;
        }
    }
}
