using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// <c>order_place</c>: decides and writes what follows in one round trip, with the tenant before it and, when nothing else
/// is to be written, with COMMIT behind it. By Npgsql on the context's connection, for this is what holds the line's lock.
/// </summary>
public sealed class PlaceCall(OrderingDb db, LockWait wait, Reserve reserve, Ending ending)
{
    private const string PlaceSql = """
        select replayed, answer, number, waited from order_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """;

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal Task<Placed> ExecuteAsync(OrderDraft draft, IReadOnlyList<Notice> notices, OrderCredit? replaces, PlaceEnd? end, CancellationToken ct)
    {
        return reserve.MeasureAsync(draft.Request.Scope, () => AskAsync(draft, notices, replaces, end, ct));
    }

    private async Task<Placed> AskAsync(OrderDraft draft, IReadOnlyList<Notice> notices, OrderCredit? replaces, PlaceEnd? end, CancellationToken ct)
    {
        await using var batch = db.NewBatch();
        batch.Add("select set_config('app.wholesaler', $1, true)", draft.Request.Wholesaler.Value.ToString());
        AddPlace(batch, draft, notices, replaces, ends: end is not null);
        if (end is not null)
        {
            end.Along?.Invoke(batch, draft);
            batch.Add("commit");
        }

        try
        {
            var placed = await ReadAsync(batch, ct);
            if (end is not null)
            {
                ending.Sent();
            }

            return placed;
        }
        catch (PostgresException none) when (none.SqlState == OwnErrors.NothingDecided)
        {
            var decision = Decision.Parse(none.MessageText, replayed: false);
            return new Placed(decision with { Replayed = decision.IsAccepted || decision.IsDeclined }, null, null);
        }
    }

    private static async Task<Placed> ReadAsync(NpgsqlBatch batch, CancellationToken ct)
    {
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var placed = new Placed(
            Decision.Parse(reader.GetString(1), replayed: reader.GetBoolean(0)),
            await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt64(2),
            await reader.IsDBNullAsync(3, ct) ? null : reader.GetInt64(3));
        // What is behind it may fail, too.
        while (await reader.NextResultAsync(ct))
        {
        }

        return placed;
    }

    private void AddPlace(NpgsqlBatch batch, OrderDraft draft, IReadOnlyList<Notice> notices, OrderCredit? replaces, bool ends)
    {
        var request = draft.Request;
        var order = new
        {
            Id = draft.Id.Value, ApprovalId = draft.ApprovalId?.Value, Retailer = request.Retailer.Value, request.Channel,
            request.Buyer?.PhoneNumberId, PlacedBy = request.Buyer?.Person.Value, request.CartId, request.CartVersion,
            ConfirmWithin = draft.ConfirmWithin.TotalSeconds, MaxHold = draft.MaxHold.TotalSeconds,
        };
        var lines = request.Lines.Select((line, place) => new { Position = place + 1, line.Sku, line.Name, line.Quantity, line.Unit, line.UnitPrice, line.Total });
        batch.Add(
            PlaceSql, request.Wholesaler.Value, request.Line.Value, request.Scope, request.Key, request.BodyHash(), request.Total, request.Currency, request.Actor,
            wait.Milliseconds, Json(order), Json(lines), Json(notices), OrNull(NpgsqlDbType.Uuid, replaces?.Order.Value), OrNull(NpgsqlDbType.Integer, replaces?.Version), ends);
    }

    private static NpgsqlParameter Json<T>(T value) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(value, json) };

    private static NpgsqlParameter OrNull(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

/// <summary>The answer of <c>order_place</c>. <see cref="Number"/> is null when no order was made.</summary>
internal sealed record Placed(Decision Decision, long? Number, long? Waited) : IDecided;

/// <summary>The order is all that its transaction writes, so COMMIT goes along with it; nothing may follow in this scope.</summary>
/// <param name="Along">Adds what goes between the two; it finds the decision written.</param>
public sealed record PlaceEnd(Action<NpgsqlBatch, OrderDraft>? Along = null);
