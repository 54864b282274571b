using Microsoft.EntityFrameworkCore;
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
        do
        {
            while (await TakeAsync(person, ct) is { Count: > 0 } messages)
            {
                // A turn that has begun ends: a stop of the service waits for it.
                await HandleAsync(person, messages, CancellationToken.None);
            }
        }
        while (await LooksAgainAsync(person, ct));
    }

    private Task<IReadOnlyList<string>> TakeAsync(PersonKey person, CancellationToken ct) =>
        transactions.RunAsync(Pool.Turns, (services, token) => services.GetRequiredService<Inbox>().TakeAsync(person, _owner, token), ct);

    private Task<bool> LooksAgainAsync(PersonKey person, CancellationToken ct) =>
        transactions.RunAsync(Pool.Turns, (services, token) => services.GetRequiredService<Inbox>().AnyDueAsync(person, token), ct);

    private async Task HandleAsync(PersonKey person, IReadOnlyList<string> messages, CancellationToken ct)
    {
        var current = messages[0];
        try
        {
            await transactions.RunWithRetryAsync(
                Pool.Turns,
                async (services, token) =>
                {
                    await services.GetRequiredService<Turn>().RunAsync(person, messages, _owner, key => current = key, token);
                    return true;
                },
                ct);
        }
        catch (Exception error) when (BusyRetry.IsBusy(error))
        {
            LogBusy(error);
            await transactions.RunAsync(Pool.Turns, (services, token) => services.GetRequiredService<Turn>().AnswerBusyAsync(person, messages, _owner, token), ct);
        }
        catch (Exception error) when (error is not OperationCanceledException && !IsOutage(error))
        {
            LogFailed(error);
            await transactions.RunAsync(
                Pool.Turns,
                async (services, token) =>
                {
                    await services.GetRequiredService<Inbox>().FailAsync(person, messages, current, _owner, error.GetType().Name, token);
                    await services.GetRequiredService<Outbox>().SaveAsync(token);
                },
                ct);
        }
    }

    /// <summary>The database is away: not the message's fault, so the lease runs out and the stranded-messages job goes on.</summary>
    private static bool IsOutage(Exception error) =>
        error is Npgsql.NpgsqlException and not Npgsql.PostgresException
        || (error is DbUpdateException or InvalidOperationException && error.InnerException is { } inner && IsOutage(inner));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A turn found the line or the order busy through all its retries.")]
    private partial void LogBusy(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn failed; the message gets another attempt or goes to the dead letters.")]
    private partial void LogFailed(Exception error);
}
