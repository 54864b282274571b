using Hangfire.AspNetCore;
using Hangfire.Logging;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>What Hangfire logs, but for an outage of the database: a dozen of its threads would each tell that every few seconds.</summary>
internal sealed class HangfireLog(ILoggerFactory loggers, Outage outage) : ILogProvider
{
    private readonly AspNetCoreLogProvider _all = new(loggers);

    public ILog GetLogger(string name)
    {
        try
        {
            return new Quiet(_all.GetLogger(name), outage);
        }
        catch (ObjectDisposedException)
        {
            // Hangfire keeps one log for the process, and may ask for it when the service that gave it is gone.
            return new Silent();
        }
    }

    private sealed class Silent : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception) => false;
    }

    private sealed class Quiet(ILog all, Outage outage) : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception) =>
            (messageFunc is not null && exception is not null && outage.Tell("Hangfire", exception)) || all.Log(logLevel, messageFunc, exception);
    }
}
