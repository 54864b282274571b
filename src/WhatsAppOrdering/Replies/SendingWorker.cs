using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

/// <summary>Sends replies as soon as they are committed: wakes on each, with <c>Replies:Workers</c> people served at once.</summary>
public sealed partial class SendingWorker(WakeUps<ToSend> sending, SendReplies send, IOptions<ReplyOptions> options, Outage outage, ILogger<SendingWorker> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        sending.RunAsync("send", options.Value.Workers, SendAsync, stoppingToken);

    private async Task SendAsync(ToSend to, CancellationToken ct)
    {
        try
        {
            if (await send.ExecuteAsync(to.Person, ct) is { } wait)
            {
                sending.Wake(to, wait);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!outage.Tell("sending", error))
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending stopped for one person; the next sweep goes on.")]
    private partial void LogFailed(Exception error);
}
