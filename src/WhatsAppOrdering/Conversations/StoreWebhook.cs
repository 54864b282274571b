using System.Diagnostics.Metrics;
using Npgsql;
using NpgsqlTypes;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Stores every item of one webhook in one round trip, then wakes whoever works on them.</summary>
public sealed class StoreWebhook(Pools pools, WakeUps<ToHandle> turns, WakeUps<StatusesToHandle> statuses)
{
    private static readonly Counter<long> Items = ConversationsMeter.Meter.CreateCounter<long>("inbox.items");

    public async Task ExecuteAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var items = WebhookReader.Read(body).Select(Answerable).ToList();
        foreach (var item in items)
        {
            Items.Add(1, new KeyValuePair<string, object?>("kind", item.Kind.ToString()));
        }

        if (items.Count == 0)
        {
            return;
        }

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

    /// <summary>A message from nobody, or to none of our numbers, is kept beside the unreadable; keyed by its bytes, so that a better copy still counts.</summary>
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

/// <summary>Statuses may be waiting.</summary>
public readonly record struct StatusesToHandle;

internal static class ConversationsMeter
{
    public static readonly Meter Meter = new("WhatsAppOrdering.Conversations");
}
