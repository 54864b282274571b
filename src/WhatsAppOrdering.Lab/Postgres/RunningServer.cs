using Npgsql;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>Finds out whether a server is already running in a data directory, and that it is ours.</summary>
internal static class RunningServer
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _recovery = TimeSpan.FromSeconds(60);

    /// <summary>The port of the running server, or null after removing what a dead one left behind.</summary>
    public static async Task<int?> FindAsync(DataDirectory data, ILogger logger, CancellationToken cancel)
    {
        var path = PostmasterFile.PathIn(data.FullPath);
        if (!File.Exists(path))
        {
            return null;
        }

        var file = PostmasterFile.Read(data.FullPath);
        if (file is not null && file.IsPlausiblyRunning(data.FullPath) && await AnswersAsync(file, data, cancel))
        {
            return file.Port;
        }

        File.Delete(path);
        PostgresLog.StaleFileRemoved(logger, data.FullPath);
        return null;
    }

    public static string ConnectionString(int port, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = "postgres",
    }.ConnectionString;

    // A server in crash recovery says so for a while; one that is silent is none, and one that was killed takes a while to be gone.
    private static async Task<bool> AnswersAsync(PostmasterFile file, DataDirectory data, CancellationToken cancel)
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString(file.Port, data.ReadPassword())) { Pooling = false };
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(address.ConnectionString);
                await connection.OpenAsync(cancel);
                await using var question = new NpgsqlCommand("SHOW data_directory", connection);
                var directory = Path.GetFullPath((string)(await question.ExecuteScalarAsync(cancel))!);
                if (directory == data.FullPath)
                {
                    return true;
                }

                throw NotOurs(file, data, $"it serves {directory}", null);
            }
            catch (NpgsqlException) when (!file.IsPlausiblyRunning(data.FullPath))
            {
                return false;
            }
            catch (NpgsqlException failure) when (TimeProvider.System.GetElapsedTime(begun) < Patience(failure))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
            }
            catch (NpgsqlException failure)
            {
                throw NotOurs(file, data, failure.Message, failure);
            }
        }
    }

    private static TimeSpan Patience(NpgsqlException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => _recovery,
        PostgresException => TimeSpan.Zero,
        _ => _silence,
    };

    private static PostgresUnavailableException NotOurs(PostmasterFile file, DataDirectory data, string reason, Exception? inner) => new(
        $"Process {file.Process.Id} holds {data.FullPath}, but on port {file.Port} our password was not answered: {reason}. Stop that process and start again.",
        inner);
}
