using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root of a turn. Takes one person's oldest unhandled messages under a lease, works them off in one transaction
/// (a message that locks an order or a line has one of its own), and looks again after COMMIT, so that a signal
/// which found the conversation locked is never lost.
/// </summary>
public sealed partial class HandleConversation(Transactions transactions, ILogger<HandleConversation> log)
{
    private readonly Guid _owner = Guid.NewGuid();

    public async Task ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        // Whoever finds the conversation held is done: the holder looks again.
        while (await TakeAsync(person, ct) is { } messages)
        {
            if (messages.Count > 0)
            {
                // A turn that has begun ends: a stop of the service waits for it.
                await HandleAsync(person, messages, CancellationToken.None);
            }
            else if (!await LooksAgainAsync(person, ct))
            {
                return;
            }
        }
    }

    private Task<IReadOnlyList<string>?> TakeAsync(PersonKey person, CancellationToken ct) =>
        transactions.RunAsync(Pool.Turns, (Inbox inbox, CancellationToken token) => inbox.TakeAsync(person, _owner, token), ct);

    private Task<bool> LooksAgainAsync(PersonKey person, CancellationToken ct) =>
        transactions.RunAsync(Pool.Turns, (Inbox inbox, CancellationToken token) => inbox.AnyDueAsync(person, token), ct);

    private async Task HandleAsync(PersonKey person, IReadOnlyList<string> messages, CancellationToken ct)
    {
        var current = messages[0];
        try
        {
            await transactions.RunWithRetryAsync(
                Pool.Turns,
                async (Turn turn, CancellationToken token) =>
                {
                    await turn.RunAsync(person, messages, _owner, key => current = key, token);
                    return true;
                },
                ct);
        }
        catch (Exception error) when (BusyRetry.IsBusy(error))
        {
            LogBusy(error);
            if (!await transactions.RunAsync(Pool.Turns, (Turn turn, CancellationToken token) => turn.AnswerBusyAsync(person, messages, _owner, token), ct))
            {
                await FailAsync(person, messages, current, error, ct);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException && !IsOutage(error))
        {
            await FailAsync(person, messages, current, error, ct);
        }
    }

    private Task<bool> FailAsync(PersonKey person, IReadOnlyList<string> messages, string current, Exception error, CancellationToken ct)
    {
        LogFailed(error);
        return transactions.RunAsync(
            Pool.Turns,
            async (Inbox inbox, Outbox outbox, CancellationToken token) =>
            {
                await inbox.FailAsync(person, messages, current, _owner, NameOf(error), token);
                await outbox.SaveAsync(token);
                return true;
            },
            ct);
    }

    /// <summary>What an operator needs; the message of an exception might quote what a person wrote.</summary>
    private static string NameOf(Exception error) => error.GetBaseException() switch
    {
        PostgresException refused => $"PostgreSQL {refused.SqlState} {refused.ConstraintName}".TrimEnd(),
        { } cause => cause.GetType().Name,
    };

    /// <summary>
    /// The database is away, stopping, starting (57P) or full (53): not the message's fault, so the lease runs out and the
    /// stranded-messages job goes on.
    /// </summary>
    private static bool IsOutage(Exception error) =>
        (error is PostgresException refused
            ? refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState.StartsWith("53", StringComparison.Ordinal)
            : error is NpgsqlException)
        || (error is DbUpdateException or InvalidOperationException && error.InnerException is { } inner && IsOutage(inner));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A turn found the line or the order busy through all its retries.")]
    private partial void LogBusy(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn failed; the message gets another attempt or goes to the dead letters.")]
    private partial void LogFailed(Exception error);
}
