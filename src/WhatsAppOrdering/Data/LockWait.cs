namespace WhatsAppOrdering.Data;

/// <summary>The bound of each wait for a lock in this scope: the service's setting, unless the caller gave his own.</summary>
public sealed class LockWait(int milliseconds)
{
    /// <summary>Zero does not wait at all.</summary>
    public int Milliseconds { get; set; } = milliseconds;
}
