using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

/// <summary>Sends replies as soon as they are committed: wakes on each, with a handful of people served at once.</summary>
public sealed partial class SendingWorker(WakeUps<ToSend> sending, SendReplies send, ILogger<SendingWorker> log) : BackgroundService
{
    private const int Workers = 8;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        sending.RunAsync(Workers, SendAsync, stoppingToken);

    private async Task SendAsync(ToSend to, CancellationToken ct)
    {
        try
        {
            await send.ExecuteAsync(to.Person, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending stopped for one person; the next sweep goes on.")]
    private partial void LogFailed(Exception error);
}
