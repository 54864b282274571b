using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>What is owed by how long it has been due. The buckets are over all items; <see cref="Items"/> are the oldest.</summary>
public sealed record Ageing(
    Guid LineId, DateTimeOffset AsOf, Money Total, Money NotDue, Money Days1To30, Money Days31To60, Money Days61To90, Money Over90Days,
    IReadOnlyList<AgeingItem> Items, long ItemsLeftOut);

/// <param name="Seq">Of the ledger entry that made it.</param>
/// <param name="DueAt">Null while the goods are not there yet.</param>
/// <param name="DaysOverdue">Begun days; 0 while it is not due.</param>
public sealed record AgeingItem(long Seq, Guid? OrderId, Money Amount, Money Open, DateTimeOffset Since, DateTimeOffset? DueAt, int DaysOverdue);

/// <summary>Reads it without a lock, added up by the database.</summary>
public sealed class ReadAgeing(OrderingDb db)
{
    private const int MostItems = 500;

    /// <returns>Null when this wholesaler has no such line.</returns>
    public async Task<Ageing?> ExecuteAsync(WholesalerId wholesaler, CreditLineId line, CancellationToken ct)
    {
        if (await LineCurrency.OfLineAsync(db, wholesaler, line, ct) is not { } currency)
        {
            return null;
        }

        var json = (await db.Database.SqlQuery<string>($"""
            with item as (
                select d.*, greatest(ceil(extract(epoch from n.at - d.due_at) / 86400), 0) as days, row_number() over (order by d.seq) as place, n.at
                from clock_now() n (at) join debt d on d.wholesaler_id = {wholesaler.Value} and d.line_id = {line.Value} and d.open > 0)
            select jsonb_build_object(
                'asOf', coalesce(max(at), clock_now()), 'total', coalesce(sum(open), 0),
                'notDue', coalesce(sum(open) filter (where coalesce(days, 0) = 0), 0),
                'to30', coalesce(sum(open) filter (where days between 1 and 30), 0),
                'to60', coalesce(sum(open) filter (where days between 31 and 60), 0),
                'to90', coalesce(sum(open) filter (where days between 61 and 90), 0),
                'over90', coalesce(sum(open) filter (where days > 90), 0),
                'leftOut', greatest(count(*) - {MostItems}, 0),
                'items', coalesce(jsonb_agg(jsonb_build_object(
                    'seq', seq, 'orderId', order_id, 'amount', amount, 'open', open, 'since', since, 'dueAt', due_at, 'days', coalesce(days, 0)) order by seq)
                    filter (where place <= {MostItems}), '[]'))::text as "Value"
            from item
            """).ToListAsync(ct))[0];
        return JsonSerializer.Deserialize<Sums>(json, JsonSerializerOptions.Web)!.ToBody(line, currency);
    }

    private sealed record Sums(
        DateTimeOffset AsOf, decimal Total, decimal NotDue, decimal To30, decimal To60, decimal To90, decimal Over90, long LeftOut, IReadOnlyList<Item> Items)
    {
        public Ageing ToBody(CreditLineId line, LineCurrency currency) => new(
            line.Value, AsOf, currency.Of(Total), currency.Of(NotDue), currency.Of(To30), currency.Of(To60), currency.Of(To90), currency.Of(Over90),
            [.. Items.Select(item => new AgeingItem(
                item.Seq, item.OrderId, currency.Of(item.Amount), currency.Of(item.Open), item.Since, item.DueAt, (int)item.Days))],
            LeftOut);
    }

    private sealed record Item(long Seq, Guid? OrderId, decimal Amount, decimal Open, DateTimeOffset Since, DateTimeOffset? DueAt, decimal Days);
}
