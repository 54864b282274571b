using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>Takes turns as soon as a webhook is stored, a handful of conversations at once.</summary>
public sealed partial class TurnWorker(WakeUps<ToHandle> turns, HandleConversation handle, Outage outage, ILogger<TurnWorker> log) : BackgroundService
{
    private const int Workers = 12;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => turns.RunAsync("turn", Workers, HandleAsync, stoppingToken);

    private async Task HandleAsync(ToHandle who, CancellationToken ct)
    {
        try
        {
            await handle.ExecuteAsync(who.Person, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!outage.Tell("turns", error))
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A conversation was left; the stranded-messages job goes on with it.")]
    private partial void LogFailed(Exception error);
}

/// <summary>Works off delivery statuses as they come, a batch at a time, and several batches when many wait.</summary>
public sealed partial class StatusWorker(WakeUps<StatusesToHandle> statuses, HandleStatuses handle, Outage outage, ILogger<StatusWorker> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => statuses.RunAsync("statuses", HandleStatuses.MostAtOnce, HandleAsync, stoppingToken);

    private async Task HandleAsync(StatusesToHandle one, CancellationToken ct)
    {
        try
        {
            await handle.ExecuteAsync(ct, one.Others);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!outage.Tell("statuses", error))
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Statuses were left; the stranded-messages job goes on with them.")]
    private partial void LogFailed(Exception error);
}
