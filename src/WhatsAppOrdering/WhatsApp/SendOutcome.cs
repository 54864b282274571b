namespace WhatsAppOrdering.WhatsApp;

/// <summary>What is known after one attempt to send a message.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>Meta took the message and gave it an id. Delivery is told later by a status webhook.</summary>
    public sealed record Accepted(string Wamid) : SendOutcome;

    /// <summary>Meta answered with an error: the message was certainly not sent.</summary>
    public sealed record Refused(int Code, string Details, Remedy Remedy, string? TraceId) : SendOutcome;

    /// <summary>The request may or may not have reached Meta (time-out or a cut after the body went out).</summary>
    public sealed record Unknown(string Reason) : SendOutcome;

    /// <summary>No connection could be made, so nothing was sent.</summary>
    public sealed record NotSent(string Reason) : SendOutcome;
}

/// <summary>What to do about an error code of the Cloud API (Meta's "Error codes" page).</summary>
public enum Remedy
{
    /// <summary>Transient or throttled: the same message again, later.</summary>
    RetryLater,

    /// <summary>The 24-hour window is closed: send as an approved template.</summary>
    UseTemplate,

    /// <summary>This person cannot be reached: stop for this message.</summary>
    GiveUpOnPerson,

    /// <summary>The message itself is wrong: our bug, alert, no retry.</summary>
    GiveUpOnMessage,

    /// <summary>Account or credential trouble: hold everything and page a human; the same message again, much later.</summary>
    HoldAccount,
}
