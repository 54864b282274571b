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
    public sealed record Refused(int Code, string Details, Treatment Treatment, string? TraceId) : SendOutcome
    {
        /// <summary>A refusal of our own, before anything was sent.</summary>
        public static Refused Here(string details) => new(0, details, new Treatment(Remedy.GiveUpOnMessage, ErrorScope.Message, null), null) { IsOurs = true };

        /// <summary>The details are our own words, not Meta's.</summary>
        public bool IsOurs { get; private init; }
    }

    /// <summary>The request may or may not have reached Meta (time-out or a cut after the body went out).</summary>
    public sealed record Unknown(string Reason) : SendOutcome;

    /// <summary>No connection could be made, so nothing was sent.</summary>
    public sealed record NotSent(string Reason) : SendOutcome;
}
