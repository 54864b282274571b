using System.Diagnostics.Metrics;
using Npgsql;
using NpgsqlTypes;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>
/// Stores every item of one webhook in one round trip, then wakes whoever works on them. What the database refuses goes in
/// item by item, and the refused one is kept as unreadable: it costs its neighbours nothing, and Meta does not send it for ever.
/// </summary>
public sealed partial class StoreWebhook(Pools pools, WakeUps<ToHandle> turns, WakeUps<StatusesToHandle> statuses, ILogger<StoreWebhook> log)
{
    /// <summary>Two webhooks that make or learn the same person at once: the loser finds him on its next try.</summary>
    private const int TriesAgainstRivals = 4;

    private static readonly Counter<long> Items = ConversationsMeter.Meter.CreateCounter<long>("inbox.items");

    public async Task ExecuteAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var items = WebhookReader.Read(body).Select(Answerable).ToList();
        foreach (var item in items)
        {
            Items.Add(1, new KeyValuePair<string, object?>("kind", item.Kind.ToString()));
        }

        if (items.Count > 0)
        {
            await StoreAsync(items, ct);
        }
    }

    private async Task StoreAsync(List<WebhookItem> items, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await StoreTogetherAsync(items, ct);
                return;
            }
            catch (PostgresException rival) when (tries < TriesAgainstRivals && IsRivalry(rival))
            {
                LogRivalry(rival.SqlState, items.Count);
            }
            catch (PostgresException refusal) when (IsRefusal(refusal))
            {
                LogRefused(refusal.SqlState, items.Count);
                await StoreSinglyAsync(items, refusal.SqlState, ct);
                return;
            }
        }
    }

    private async Task StoreSinglyAsync(List<WebhookItem> items, string sqlState, CancellationToken ct)
    {
        if (items is [var single])
        {
            await StoreTogetherAsync([WebhookReader.Unreadable(single.Raw, single.Field, KnownNumber(single), $"refused by the database: {sqlState}")], ct);
            return;
        }

        foreach (var item in items)
        {
            await StoreAsync([item], ct);
        }
    }

    /// <summary>A number as Meta writes it; anything else may be what was refused.</summary>
    private static string? KnownNumber(WebhookItem item) => item.PhoneNumberId is { Length: <= 20 } number && number.All(char.IsAsciiDigit) ? number : null;

    private static bool IsRivalry(PostgresException error) => error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Data exceptions (class 22), integrity violations (23) and limits of the program (54): the same item is refused every time.</summary>
    private static bool IsRefusal(PostgresException error) => error.SqlState[..2] is "22" or "23" or "54";

    private async Task StoreTogetherAsync(IReadOnlyList<WebhookItem> items, CancellationToken ct)
    {
        await using var command = pools[Pool.Webhooks].CreateCommand("""
            select phone_number_id, person_id, statuses
            from inbox_store($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """);
        AddText(command, items, item => item.Kind.ToString());
        AddText(command, items, item => item.Field);
        AddText(command, items, item => item.Type);
        AddText(command, items, item => item.PhoneNumberId ?? "");
        AddText(command, items, item => item.DedupeKey);
        AddText(command, items, item => item.SenderPhone);
        AddText(command, items, item => item.SenderUserId);
        AddText(command, items, item => item.ProfileName);
        Add(command, NpgsqlDbType.TimestampTz, items.Select(item => item.Timestamp?.UtcDateTime).ToArray());
        Add(command, NpgsqlDbType.Bytea, items.Select(item => item.Raw).ToArray());
        AddText(command, items, item => item.Reason);

        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (reader.GetInt32(2) > 0)
            {
                statuses.Wake(default);
            }
            else
            {
                turns.Wake(new ToHandle(new PersonKey(reader.GetString(0), new PersonId(reader.GetGuid(1)))));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A webhook of {Items} items met a rival ({SqlState}) and is stored again.")]
    private partial void LogRivalry(string sqlState, int items);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database refuses an item of a webhook of {Items} ({SqlState}); it is kept as unreadable, the others go in.")]
    private partial void LogRefused(string sqlState, int items);

    /// <summary>A message from nobody, from ourselves or to no number is kept beside the unreadable; keyed by its bytes, so that a better copy still counts.</summary>
    private static WebhookItem Answerable(WebhookItem item) => item is { Kind: WebhookItemKind.Message, Reason: { } reason }
        ? WebhookReader.Unreadable(item.Raw, item.Field, item.PhoneNumberId, reason)
        : item;

    private static void AddText(NpgsqlCommand command, IReadOnlyList<WebhookItem> items, Func<WebhookItem, string?> value) =>
        // PostgreSQL's text has no place for U+0000; the raw bytes keep it.
        Add(command, NpgsqlDbType.Text, items.Select(item => value(item)?.Replace("\0", "", StringComparison.Ordinal)).ToArray());

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}

/// <summary>A person whose messages may be waiting for a turn.</summary>
public readonly record struct ToHandle(PersonKey Person);

/// <summary>Statuses may be waiting; several may be at them at once, each called once more than the one before.</summary>
public readonly record struct StatusesToHandle(int Others);

internal static class ConversationsMeter
{
    public static readonly Meter Meter = new("WhatsAppOrdering.Conversations");
}
