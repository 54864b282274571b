using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Faults;
using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Time;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>Posts the queued updates one batch after the other, the same bytes again until the service answers 200.</summary>
public sealed partial class WebhookSender(
    WebhookQueue queue, WebhookFaults faults, EmulatorClock clock, EmulatorOptions options, HttpClient http, BusinessActions business, EventStream events, ILogger<WebhookSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await queue.WaitAsync(stoppingToken);
            var fault = faults.Current;
            var batch = await queue.TakeBatchAsync(fault.Batch, fault.Shuffle || fault.Batch > WebhookFault.Ordinary, stoppingToken);
            await Task.Delay(fault.DelayMs, stoppingToken);
            for (var copy = 0; copy < fault.Copies; copy++)
            {
                await DeliverAsync(Body(batch, fault), stoppingToken);
            }

            business.MarkArrived([.. batch.Select(item => item.MessageId).OfType<string>()]);
            queue.Done(batch.Count);
            if (fault.Resends > 0)
            {
                _ = ResendAsync(Body(batch, fault), fault, stoppingToken);
            }
        }
    }

    private byte[] Body(IReadOnlyList<WebhookItem> batch, WebhookFault fault)
    {
        var items = batch.ToArray();
        if (fault.Shuffle)
        {
            faults.Random.Shuffle(items);
        }

        return WebhookBody.Of(items, options, clock.GetUtcNow());
    }

    // Whatever the answer is: it was taken once already.
    private async Task ResendAsync(byte[] body, WebhookFault fault, CancellationToken cancellationToken)
    {
        for (var times = 0; times < fault.Resends; times++)
        {
            await Task.Delay(fault.ResendEveryMs, cancellationToken);
            await TryPostAsync(body, cancellationToken);
        }
    }

    private async Task DeliverAsync(byte[] body, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (await TryPostAsync(body, cancellationToken) is { } problem)
        {
            LogRefused(problem, pause.TotalSeconds);
            Tell(problem);
            await Task.Delay(pause, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        Tell(null);
    }

    private void Tell(string? problem)
    {
        if (queue.Problem != problem)
        {
            queue.Problem = problem;
            events.Publish("webhook", new { Problem = problem });
        }
    }

    private async Task<string?> TryPostAsync(byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, options.WebhookUrl) { Content = content };
            request.Headers.Add("X-Hub-Signature-256", Sign(body));
            using var answer = await http.SendAsync(request, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? null : $"The service's webhook answers {(int)answer.StatusCode}.";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "The service's webhook cannot be reached.";
        }
    }

    private string Sign(byte[] body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.AppSecret), body));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook not taken ({Problem}) Again in {PauseSeconds} s")]
    private partial void LogRefused(string problem, double pauseSeconds);
}
