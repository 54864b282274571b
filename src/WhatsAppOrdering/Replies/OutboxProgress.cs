using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// How a locked outbox row moves on, by the answer of a send or by a status webhook. States only move forward. What an
/// error asks of others than this row is left in <see cref="Pause"/>.
/// </summary>
public sealed class OutboxProgress(OutboxRow row, ReplyOptions options, DateTimeOffset now)
{
    // Nothing was sent, or nobody knows: two seconds, doubled each time, at most five minutes.
    private static readonly Pace Unsure = new(2, 2, 300);

    /// <summary>What more than this row must wait for, and the code that says so.</summary>
    public (int Code, Treatment Treatment)? Pause { get; private set; }

    /// <summary>By the answer of our own request.</summary>
    public void Apply(SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted accepted:
                row.Wamid = accepted.Wamid;
                row.AcceptedAt ??= now;
                if (row.State is OutboxState.Sending or OutboxState.Ambiguous)
                {
                    Close(OutboxState.Accepted);
                }

                break;
            case SendOutcome.Refused refused when row.State is OutboxState.Sending or OutboxState.Ambiguous:
                Refused(refused.Code, refused.Treatment, refused.IsOurs ? refused.Details : null);
                break;
            case SendOutcome.NotSent notSent when row.State is OutboxState.Sending or OutboxState.Ambiguous:
                row.Error = notSent.Reason;
                Later(Unsure);
                break;
            case SendOutcome.Unknown unknown when row.State is OutboxState.Sending:
                row.Error = unknown.Reason;
                row.State = OutboxState.Ambiguous;
                row.LeasedUntil = now + options.WaitForStatus;
                break;
        }
    }

    /// <summary>By a status webhook. A late "sent" never clears a failure; proof of arrival does.</summary>
    public void Apply(InboundStatus status, int attempt)
    {
        ArgumentNullException.ThrowIfNull(status);
        var at = status.Timestamp ?? now;
        row.PriceCategory ??= status.PricingCategory;
        row.PriceType ??= status.PricingType;
        switch (status.Status)
        {
            // Refused meanwhile and waiting to go again: a "sent" that was overtaken does not take that back.
            case "sent" when row.FailedAt is not null && (attempt != row.Attempt || row.State == OutboxState.Waiting):
                break;
            case "sent":
                row.SentAt ??= at;
                Forward(OutboxState.Sent);
                break;
            case "delivered":
                row.DeliveredAt ??= at;
                Forward(OutboxState.Delivered);
                break;
            case "read" or "played":
                row.DeliveredAt ??= at;
                row.ReadAt ??= at;
                Forward(OutboxState.Read);
                break;
            case "failed" when row.State is not (OutboxState.Delivered or OutboxState.Read) && attempt == row.Attempt:
                row.FailedAt ??= at;
                Refused(status.ErrorCode, ErrorPolicy.For(status.Error, httpStatus: null));
                break;
        }
    }

    /// <summary>For a row whose lease is over: first nobody knows; after the wait, a harmless one goes again.</summary>
    public void ApplyLeaseOver()
    {
        if (row.State == OutboxState.Sending)
        {
            row.State = OutboxState.Ambiguous;
            row.LeasedUntil = now + options.WaitForStatus;
        }
        else if (row.Repeat == Repeat.Harmless)
        {
            Again(Unsure);
        }
        else
        {
            row.Error = "Nobody knows whether this was sent, and a second copy would do harm.";
            Close(OutboxState.Dead);
        }
    }

    private void Refused(int? code, Treatment treatment, string? ours = null)
    {
        row.ErrorCode = code;
        row.Error = ours ?? ErrorPolicy.MeaningOf(code);
        switch (treatment)
        {
            case { Remedy: Remedy.UseTemplate } when row is { TemplateOnly: false, Route: not "template" }:
                row.TemplateOnly = true;
                AtOnce();
                break;
            case { Remedy: Remedy.UseOtherTemplate } when row.TemplateLanguage is null:
                row.TemplateLanguage = ReplyTemplates.Fallback;
                AtOnce();
                break;
            case { Remedy: Remedy.RetryLater or Remedy.SlowDown, Scope: ErrorScope.Message, Pace: { } pace }:
                Again(pace);
                break;
            case { Remedy: Remedy.RetryLater or Remedy.SlowDown, Scope: ErrorScope.Pair, Pace: { } pace }:
                Later(pace);
                break;
            case { Remedy: Remedy.HoldAccount, Scope: ErrorScope.Pair }:
                // This person cannot be reached from here: a request must go to somebody else, not wait for ever.
                Close(OutboxState.Failed);
                break;
            case { Pace: not null }:
                // Not the message's fault: no attempt is used up while the scope is slowed down or a person mends the account.
                row.Excused++;
                Pause = (code ?? 0, treatment);
                AtOnce();
                if (treatment is { Remedy: Remedy.SlowDown, Pace: { } pause })
                {
                    // Its own wait too: some are tried through the pause, and must not knock at once again.
                    row.NextAttemptAt = now + pause.After(1);
                }

                break;
            default:
                Close(OutboxState.Failed);
                break;
        }
    }

    private void AtOnce()
    {
        row.NextAttemptAt = null;
        Close(OutboxState.Waiting);
    }

    private void Again(Pace pace)
    {
        var failures = row.Attempt - row.Excused;
        row.NextAttemptAt = now + pace.After(failures);
        Close(failures < options.MaxAttempts ? OutboxState.Waiting : OutboxState.Dead);
    }

    /// <summary>Certainly not sent, and not the message's fault: no attempt is used up, and a day passes before it is given up.</summary>
    private void Later(Pace pace)
    {
        row.Excused++;
        row.NextAttemptAt = now + pace.After(row.Excused);
        Close(now - row.CreatedAt < options.Patience ? OutboxState.Waiting : OutboxState.Dead);
    }

    private void Forward(OutboxState next)
    {
        var arrived = next is OutboxState.Delivered or OutboxState.Read;
        var given = row.State is OutboxState.Failed or OutboxState.Dead;
        if (given ? arrived : row.State < next)
        {
            Close(next);
        }
    }

    private void Close(OutboxState next)
    {
        row.State = next;
        row.LeasedUntil = null;
    }
}
