namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// News that is neither a message nor a status, read from an Event item's bytes (Meta's "Webhooks reference", one page
/// per field). Words of Meta's stay as they came, since the lists grow. Whatever Meta left out is null.
/// </summary>
public abstract record InboundEvent
{
    private InboundEvent()
    {
    }

    /// <summary>One template's fate: APPROVED, REJECTED, PAUSED, DISABLED, PENDING_DELETION, LOCKED …</summary>
    public sealed record TemplateStatus(TemplateRef Template, string? Event, string? Reason, string? Recommendation, DateTimeOffset? DisableAt) : InboundEvent;

    /// <summary>What people think of a template: GREEN, YELLOW, RED, UNKNOWN.</summary>
    public sealed record TemplateQuality(TemplateRef Template, string? Previous, string? New) : InboundEvent;

    /// <summary>Meta changes, or (with <paramref name="Correct"/> only) means to change a template's category.</summary>
    public sealed record TemplateCategory(TemplateRef Template, string? Previous, string? New, string? Correct, DateTimeOffset? On) : InboundEvent
    {
        /// <summary>True when a template that was not marketing is or will be: its messages then fall under marketing limits and opt-outs.</summary>
        public bool DriftsToMarketing => Is(Correct ?? New, "MARKETING") && !Is(Correct is null ? Previous : New, "MARKETING");

        private static bool Is(string? category, string name) => string.Equals(category, name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Somebody edited a template at Meta.</summary>
    public sealed record TemplateComponents(TemplateRef Template, string? Body) : InboundEvent;

    /// <summary>A number's messaging limit or throughput: FLAGGED, ONBOARDING, UPGRADE, DOWNGRADE, THROUGHPUT_UPGRADE …</summary>
    public sealed record NumberQuality(string? DisplayNumber, string? Event, string? Limit, string? OldLimit) : InboundEvent;

    /// <summary>Meta's decision on a number's display name.</summary>
    public sealed record NumberName(string? DisplayNumber, string? Decision, string? RequestedName, string? Reason) : InboundEvent;

    /// <summary>The business account was restricted, banned, verified …</summary>
    public sealed record Account(string? Event, string? DisplayNumber, string? Ban, string? Violation, IReadOnlyList<string> Restrictions) : InboundEvent;

    /// <summary>Meta's review of the account: APPROVED, REJECTED, PENDING, DEFERRED.</summary>
    public sealed record AccountReview(string? Decision) : InboundEvent;

    /// <summary>An alert of Meta's.</summary>
    public sealed record AccountAlert(string? Type, string? Severity, string? Status, string? Description, string? EntityType, string? EntityId) : InboundEvent;

    /// <summary>What the business may do: its messaging limit (a number or a tier's name) and how many numbers.</summary>
    public sealed record Capability(string? MessagingLimit, int? MostNumbers) : InboundEvent;

    /// <summary>The two-step PIN was changed or asked for.</summary>
    public sealed record Security(string? DisplayNumber, string? Event, string? Requester) : InboundEvent;

    /// <summary>One person stops, resumes or signs up for marketing.</summary>
    public sealed record Preference(string? WaId, string? UserId, string? Category, string? Value, string? Detail, DateTimeOffset? At) : InboundEvent;

    /// <summary>One call: connect or terminate. A call of the person's opens the 24-hour window as a message does.</summary>
    public sealed record Call(string? Id, string? From, string? FromUserId, string? To, string? Event, string? Direction, string? Status, DateTimeOffset? At) : InboundEvent;

    /// <summary>A Flow's state or the health of its endpoint.</summary>
    public sealed record Flow(string? Event, string? FlowId, string? OldStatus, string? NewStatus, string? Message) : InboundEvent;

    /// <summary>Anything else: groups, history, fields not yet invented. The item's bytes hold it.</summary>
    public sealed record Other(string Field) : InboundEvent;
}

/// <summary>Which template: Meta's id is a 64-bit number kept as text.</summary>
public sealed record TemplateRef(string? Id, string? Name, string? Language);
