namespace WhatsAppOrdering.WhatsApp;

/// <summary>What an error asks for, and for whom.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Pace">How long to wait, where waiting is the remedy.</param>
public sealed record Treatment(Remedy Remedy, ErrorScope Scope, Pace? Pace);

/// <summary>Waits in seconds: the first, the factor of each further one, and the longest.</summary>
public sealed record Pace(int First, int Factor, int Longest)
{
    /// <summary>The wait after so many failures in a row, from 1 on.</summary>
    public TimeSpan After(int failures) => TimeSpan.FromSeconds(Math.Min(First * Math.Pow(Factor, Math.Max(failures, 1) - 1), Longest));
}

/// <summary>Whom an error concerns.</summary>
public enum ErrorScope
{
    /// <summary>This message only.</summary>
    Message,

    /// <summary>Our number and this person.</summary>
    Pair,

    /// <summary>One of our numbers.</summary>
    Number,

    /// <summary>The WhatsApp Business Account.</summary>
    Account,

    /// <summary>Our app at Meta, so everything.</summary>
    App,
}

/// <summary>What to do about an error code of the Cloud API (Meta's "Error codes" page).</summary>
public enum Remedy
{
    /// <summary>Transient: the same message again, later.</summary>
    RetryLater,

    /// <summary>Throttled: the same message again, and all others of the scope slower.</summary>
    SlowDown,

    /// <summary>The 24-hour window is closed: send as an approved template, once.</summary>
    UseTemplate,

    /// <summary>This template cannot be used: its fallback language, and alert.</summary>
    UseOtherTemplate,

    /// <summary>This person cannot be reached: stop for this message.</summary>
    GiveUpOnPerson,

    /// <summary>The message itself is wrong: our bug, alert, no retry.</summary>
    GiveUpOnMessage,

    /// <summary>Account or credential trouble: hold everything of the scope and page a human; the same message again, much later.</summary>
    HoldAccount,
}
