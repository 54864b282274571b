using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root of a turn. Takes one person's oldest unhandled messages under a lease, works them off in one transaction
/// (a message that locks an order or a line has one of its own), and looks again after COMMIT, so that a signal
/// which found the conversation locked is never lost. A turn that meets a busy line is parked under its lease and comes back,
/// so that those who wait for one line keep no worker from the others.
/// </summary>
public sealed partial class HandleConversation(
    Transactions transactions, Pools pools, WakeUps<ToHandle> turns, IOptions<CreditOptions> credit, DataMetrics metrics, ILogger<HandleConversation> log)
{
    /// <summary>How long a turn waits for a line before it is parked, in milliseconds.</summary>
    private const int ShortWait = 250;

    private readonly Guid _owner = Guid.NewGuid();
    private readonly ConcurrentDictionary<PersonKey, Parked> _parked = new();

    public async Task ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        if (_parked.TryRemove(person, out var parked))
        {
            await HandleAsync(person, parked.Messages, parked, CancellationToken.None);
        }

        // Whoever finds the conversation held is done: the holder looks again.
        while (await TakeAsync(person, ct) is { } messages)
        {
            if (messages.Count > 0)
            {
                // A turn that has begun ends: a stop of the service waits for it.
                await HandleAsync(person, messages, null, CancellationToken.None);
            }

            // After COMMIT, for whoever was woken for the next one meanwhile found the conversation held.
            if (!await AnyDueAsync(person, ct))
            {
                return;
            }
        }
    }

    private Task<IReadOnlyList<string>?> TakeAsync(PersonKey person, CancellationToken ct) =>
        transactions.RunAsync(Pool.Turns, (Inbox inbox, CancellationToken token) => inbox.TakeAsync(person, _owner, token), ct);

    /// <summary>True when the oldest waiting message is due and nobody has it.</summary>
    private async Task<bool> AnyDueAsync(PersonKey person, CancellationToken ct)
    {
        await using var command = pools[Pool.Turns].CreateCommand("""
            select leased_until is null and (next_attempt_at is null or next_attempt_at <= clock_now())
            from inbox_message where phone_number_id = $1 and person_id = $2 and state = 'Waiting'
            order by sent_at, arrival limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person.PhoneNumberId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Person.Value });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private async Task HandleAsync(PersonKey person, IReadOnlyList<string> messages, Parked? parked, CancellationToken ct)
    {
        var current = messages[0];
        try
        {
            await transactions.RunAsync(
                Pool.Turns,
                async (Turn turn, LockWait wait, CancellationToken token) =>
                {
                    wait.Milliseconds = Math.Min(wait.Milliseconds, ShortWait);
                    await turn.RunAsync(person, messages, _owner, key => current = key, token);
                    return true;
                },
                ct);
        }
        catch (Exception error) when (BusyRetry.IsBusy(error))
        {
            var found = parked ?? new Parked(messages, Stopwatch.GetTimestamp(), 0);
            if (Stopwatch.GetElapsedTime(found.Since) < Patience)
            {
                metrics.Retried(Pool.Turns);
                _parked[person] = found with { Tries = found.Tries + 1 };
                turns.Wake(new ToHandle(person), BusyRetry.Delay(found.Tries, Random.Shared));
                return;
            }

            LogBusy(error);
            if (!await transactions.RunAsync(Pool.Turns, (AnswerBusy busy, CancellationToken token) => busy.ExecuteAsync(person, messages, _owner, token), ct))
            {
                await FailAsync(person, messages, current, error, ct);
            }
        }
        // An outage is not the message's fault: the lease runs out, and the stranded-messages job goes on.
        catch (Exception error) when (error is not OperationCanceledException && !Outage.Is(error))
        {
            await FailAsync(person, messages, current, error, ct);
        }
    }

    /// <summary>As long as the same order over HTTP would be tried.</summary>
    private TimeSpan Patience => credit.Value.LockTimeout * (credit.Value.MaxRetries + 1);

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

    /// <param name="Since">When the line was first found busy, as of <see cref="Stopwatch"/>.</param>
    private sealed record Parked(IReadOnlyList<string> Messages, long Since, int Tries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A turn found the line or the order busy through all its retries.")]
    private partial void LogBusy(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn failed; the message gets another attempt or goes to the dead letters.")]
    private partial void LogFailed(Exception error);
}
