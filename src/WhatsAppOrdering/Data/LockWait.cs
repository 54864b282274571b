using System.Globalization;

namespace WhatsAppOrdering.Data;

/// <summary>The bound of each wait for a lock in this scope: the service's setting, or what is left of the caller's patience.</summary>
public sealed class LockWait(int milliseconds)
{
    private int _milliseconds = milliseconds;

    /// <summary>Zero does not wait at all.</summary>
    public int Milliseconds
    {
        get => Patience is { } given ? (int)given.Left.TotalMilliseconds : _milliseconds;
        set => _milliseconds = value;
    }

    /// <summary>The caller's own, if he gave one.</summary>
    public Patience? Patience { get; set; }

    /// <summary>For <c>lock_timeout</c>. Zero becomes a millisecond, for PostgreSQL's zero is for ever.</summary>
    internal string AsSetting => Math.Max(Milliseconds, 1).ToString(CultureInfo.InvariantCulture);
}
