namespace WhatsAppOrdering.Data;

/// <summary>
/// How this scope's transaction ends: by its root's COMMIT, or by one that went along with the last statements, which
/// saves a round trip under the locks.
/// </summary>
public sealed class Ending
{
    /// <summary>True once a COMMIT that went along has been answered: no statement may follow it in this scope.</summary>
    public bool IsSent { get; private set; }

    internal void Sent() => IsSent = true;
}
