using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>How a locked outbox row moves on, by the answer of a send or by a status webhook. States only move forward.</summary>
public sealed class OutboxProgress(OutboxRow row, ReplyOptions options, DateTimeOffset now)
{
    /// <summary>By the answer of our own request.</summary>
    public void Apply(SendOutcome outcome)
    {
        switch (outcome)
        {
            case SendOutcome.Accepted accepted:
                row.Wamid ??= accepted.Wamid;
                row.AcceptedAt ??= now;
                if (row.State is OutboxState.Sending or OutboxState.Ambiguous)
                {
                    Close(OutboxState.Accepted);
                }

                break;
            case SendOutcome.Refused refused when row.State is OutboxState.Sending or OutboxState.Ambiguous:
                Refused(refused.Code, refused.Details, refused.Remedy);
                break;
            case SendOutcome.NotSent notSent when row.State is OutboxState.Sending or OutboxState.Ambiguous:
                row.Error = notSent.Reason;
                Again();
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
            case "sent" when row is { State: OutboxState.Waiting, FailedAt: not null }:
                break;
            case "sent":
                row.Wamid ??= status.Wamid;
                row.SentAt ??= at;
                Forward(OutboxState.Sent);
                break;
            case "delivered":
                row.Wamid ??= status.Wamid;
                row.DeliveredAt ??= at;
                Forward(OutboxState.Delivered);
                break;
            case "read" or "played":
                row.Wamid ??= status.Wamid;
                row.DeliveredAt ??= at;
                row.ReadAt ??= at;
                Forward(OutboxState.Read);
                break;
            case "failed" when row.State is not (OutboxState.Delivered or OutboxState.Read) && attempt == row.Attempt:
                row.FailedAt ??= at;
                Refused(status.ErrorCode ?? 0, status.ErrorDetails, ErrorPolicy.For(status.ErrorCode ?? 0, httpStatus: null));
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
            Again();
        }
        else
        {
            row.Error = "Nobody knows whether this was sent, and a second copy would do harm.";
            Close(OutboxState.Dead);
        }
    }

    private void Refused(int code, string? details, Remedy remedy)
    {
        row.ErrorCode = code;
        row.Error = details;
        switch (remedy)
        {
            case Remedy.UseTemplate when !row.TemplateOnly:
                row.TemplateOnly = true;
                row.NextAttemptAt = null;
                Close(OutboxState.Waiting);
                break;
            case Remedy.RetryLater:
                Again();
                break;
            case Remedy.HoldAccount:
                // Not the message's fault: no attempt is used up while a person mends the account.
                row.NextAttemptAt = now + TimeSpan.FromMinutes(5);
                Close(OutboxState.Waiting);
                break;
            default:
                Close(OutboxState.Failed);
                break;
        }
    }

    private void Again()
    {
        row.NextAttemptAt = now + TimeSpan.FromSeconds(Math.Pow(2, row.Attempt));
        Close(row.Attempt < options.MaxAttempts ? OutboxState.Waiting : OutboxState.Dead);
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
