using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Looks once at everything that Meta told us about account, numbers and templates: an error has the same effect as in
/// the answer to a send, and what a person must know is logged at the level that rings.
/// </summary>
public sealed partial class ActOnNews(Transactions transactions, ILogger<ActOnNews> log)
{
    private const int AtOnce = 200;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        int some;
        do
        {
            some = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, SendPauses pauses, CancellationToken token) => ActAsync(db, pauses, token), ct);
            done += some;
        }
        while (some == AtOnce);

        return done;
    }

    private async Task<int> ActAsync(OrderingDb db, SendPauses pauses, CancellationToken ct)
    {
        var news = await db.Inbox.FromSql($"""
            select * from inbox_message where kind in ('Error', 'Event') and handled_at is null
            order by arrival limit {AtOnce} for no key update skip locked
            """).ToListAsync(ct);
        var now = await db.ClockAsync(ct);
        foreach (var item in news)
        {
            if (item.Kind == nameof(WebhookItemKind.Error))
            {
                var error = MetaError.Read(item.Raw);
                LogError(error.Code, error.TraceId);
                await pauses.ApplyAsync((error.Code ?? 0, ErrorPolicy.For(error, httpStatus: null)), item.PhoneNumberId, ct);
            }
            else
            {
                TellWhatCanBeRead(item);
            }

            item.HandledAt = now;
        }

        await db.SaveChangesAsync(ct);
        return news.Count;
    }

    /// <summary>One that nobody can read must not keep the others waiting.</summary>
    private void TellWhatCanBeRead(InboxMessage item)
    {
        try
        {
            Tell(EventReader.Read(item.Field, item.Raw));
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or FormatException)
        {
            item.Reason = error.GetType().Name;
            LogUnread(item.DedupeKey, error.GetType().Name);
        }
    }

    private void Tell(InboundEvent news)
    {
        switch (news)
        {
            case InboundEvent.TemplateCategory { DriftsToMarketing: true } drift:
                LogDrift(drift.Template.Name, drift.Template.Language, drift.On);
                break;
            case InboundEvent.TemplateStatus { Event: "PAUSED" or "DISABLED" or "REJECTED" or "FLAGGED" or "LOCKED" or "ARCHIVED" or "PENDING_DELETION" or "DELETED" } status:
                LogTemplate(status.Template.Name, status.Template.Language, status.Event, status.Reason);
                break;
            case InboundEvent.TemplateQuality { New: "RED" or "YELLOW" } quality:
                LogTemplateQuality(quality.Template.Name, quality.Template.Language, quality.New);
                break;
            case InboundEvent.NumberQuality { Event: "FLAGGED" or "DOWNGRADE" } number:
                LogNumber(number.Event, number.Limit);
                break;
            case InboundEvent.Account { Ban: not null } or InboundEvent.Account { Violation: not null } or InboundEvent.Account { Restrictions.Count: > 0 }:
                LogAccount(((InboundEvent.Account)news).Event);
                break;
            case InboundEvent.AccountAlert { Severity: "CRITICAL" or "WARNING" } alert:
                LogAlert(alert.Type, alert.Severity);
                break;
            case InboundEvent.AccountReview { Decision: "REJECTED" }:
                LogAccount("review rejected");
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event {Key} could not be read ({Why}); it is kept.")]
    private partial void LogUnread(string key, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meta reports error {Code}, trace {Trace}, that belongs to no message.")]
    private partial void LogError(int? code, string? trace);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Meta makes the template {Template} ({Language}) marketing from {From} on (null: already): its messages will be held back from people who stopped marketing. Word it anew.")]
    private partial void LogDrift(string? template, string? language, DateTimeOffset? from);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template {Template} ({Language}) is {Status} at Meta: {Reason}.")]
    private partial void LogTemplate(string? template, string? language, string? status, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quality of the template {Template} ({Language}) is {Quality}.")]
    private partial void LogTemplateQuality(string? template, string? language, string? quality);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A number of ours was {Event}; its messaging limit is {Limit}.")]
    private partial void LogNumber(string? @event, string? limit);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Meta restricts the business account: {Event}.")]
    private partial void LogAccount(string? @event);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meta's alert {Type}, {Severity}.")]
    private partial void LogAlert(string? type, string? severity);
}
