using System.Collections.Concurrent;
using System.Net.Sockets;
using Npgsql;

namespace WhatsAppOrdering.Data;

/// <summary>
/// The database is away, stopping, starting, or has no connection to give. Nobody's work is at fault and all of it comes
/// again, so each part that notices says so once a minute, in one line.
/// </summary>
public sealed partial class Outage(TimeProvider time, ILogger<Outage> log)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> _told = new();

    /// <summary>Whether the database, and not what was asked of it, is why this failed.</summary>
    public static bool Is(Exception error) => ReasonOf(error) is not null;

    /// <summary>Tells of an outage, unless this part has done so within the last minute.</summary>
    /// <param name="part">Who noticed, in one or two words.</param>
    /// <returns>False when it is none: then the error is the caller's to tell.</returns>
    public bool Tell(string part, Exception error)
    {
        if (ReasonOf(error) is not { } reason)
        {
            return false;
        }

        var now = time.GetTimestamp();
        var told = _told.TryGetValue(part, out var last);
        // Of several at once, the one that writes the time tells.
        if (told ? time.GetElapsedTime(last, now) >= Silence && _told.TryUpdate(part, now, last) : _told.TryAdd(part, now))
        {
            LogAway(part, reason);
        }

        return true;
    }

    /// <summary>As a code: the messages of PostgreSQL may quote what somebody wrote.</summary>
    private static string? ReasonOf(Exception? error) => error switch
    {
        null => null,
        AggregateException several => several.InnerExceptions.Select(ReasonOf).FirstOrDefault(reason => reason is not null),
        PostgresException refused => refused.SqlState[..2] is "53" or "08" || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState == "55000"
            ? refused.SqlState
            : null,
        NpgsqlException lost => lost.InnerException switch
        {
            SocketException socket => socket.SocketErrorCode.ToString(),
            TimeoutException => "no answer in time",
            _ => "connection lost",
        },
        // Of one who holds on to a connection that was cut, as Hangfire does.
        InvalidOperationException { Source: "Npgsql", Message: "Connection is not open" } => "connection lost",
        _ => ReasonOf(error.InnerException),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The database cannot be used ({Reason}), noticed by {Part}; what is under way comes again by itself. Said once a minute.")]
    private partial void LogAway(string part, string reason);
}
