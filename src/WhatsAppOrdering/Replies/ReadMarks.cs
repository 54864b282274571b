using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Shows the person that we have read him and are typing, in one call, once a reply is owed. The reply waits for that call,
/// or the phone would show us typing after it; never for long, and whether it works matters to nothing.
/// </summary>
public sealed partial class ReadMarks(ICloudApi api, IOptionsMonitor<WhatsAppOptions> meta, IOptions<ReplyOptions> options, ILogger<ReadMarks> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<PersonKey, Task> underWay = new();

    /// <summary>Marks the message and all before it as read. After COMMIT only.</summary>
    public void Begin(PersonKey person, string wamid)
    {
        if (options.Value.ReadMarks)
        {
            underWay[person] = MarkAsync(person, wamid);
        }
    }

    /// <summary>Until the person's read mark is through, or has taken too long.</summary>
    public async Task SettledAsync(PersonKey person)
    {
        if (underWay.TryRemove(person, out var mark))
        {
            await mark;
        }
    }

    private async Task MarkAsync(PersonKey person, string wamid)
    {
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            using var answer = await api.MarkReadAsync(meta.CurrentValue.GraphVersion, person.PhoneNumberId, new MarkReadRequest(wamid), deadline.Token);
            if (!answer.IsSuccessStatusCode)
            {
                LogRefused((int)answer.StatusCode);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A read mark was refused with HTTP {Status}; the reply follows all the same.")]
    private partial void LogRefused(int status);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A read mark did not get through; the reply follows all the same.")]
    private partial void LogFailed(Exception error);
}
