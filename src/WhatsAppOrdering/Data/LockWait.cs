using System.Globalization;

namespace WhatsAppOrdering.Data;

/// <summary>The bound of each wait for a lock in this scope: the service's setting, unless the caller gave his own.</summary>
public sealed class LockWait(int milliseconds)
{
    /// <summary>Zero does not wait at all.</summary>
    public int Milliseconds { get; set; } = milliseconds;

    /// <summary>For <c>lock_timeout</c>. Zero becomes a millisecond, for PostgreSQL's zero is for ever.</summary>
    internal string AsSetting => Math.Max(Milliseconds, 1).ToString(CultureInfo.InvariantCulture);
}
