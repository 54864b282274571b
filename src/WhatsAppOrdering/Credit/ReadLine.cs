using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A line with its figures, in one statement and without a lock: for showing, never for deciding.</summary>
public sealed class ReadLine(OrderingDb db)
{
    /// <returns>Null when this wholesaler has no such line.</returns>
    public async Task<LineBody?> ExecuteAsync(WholesalerId wholesaler, CreditLineId id, CancellationToken ct) =>
        (await ReadAsync(wholesaler, Guid.Empty, id.Value, id.Value, null, 1, ct)).SingleOrDefault();

    /// <param name="retailer">Null for those of all.</param>
    /// <param name="after">The last line of the page before; the nil id for the first page.</param>
    public Task<List<LineBody>> ListAsync(WholesalerId wholesaler, Guid? retailer, Guid after, int most, CancellationToken ct) =>
        ReadAsync(wholesaler, after, after, Guid.AllBitsSet, retailer, most, ct);

    private async Task<List<LineBody>> ReadAsync(
        WholesalerId wholesaler, Guid after, Guid first, Guid last, Guid? retailer, int most, CancellationToken ct)
    {
        var found = await db.Database.SqlQuery<string>($"""
            select (credit_figures(l, n.at) || credit_outlook(l, n.at) || jsonb_build_object(
                'retailerId', l.retailer_id, 'status', l.status, 'hold', coalesce(l.hold_reason, l.frozen_reason), 'base', round(l.limit_amount, l.currency_digits),
                'orderMaximum', round(l.order_maximum, l.currency_digits), 'termsDays', l.terms_days, 'graceDays', l.grace_days, 'at', n.at,
                'temporaryLimit', round(l.temporary_limit, l.currency_digits), 'temporaryFrom', l.temporary_from, 'temporaryUntil', l.temporary_until))::text as "Value"
            from credit_line l, clock_now() n (at)
            where l.wholesaler_id = {wholesaler.Value} and l.id between {first} and {last} and l.id <> {after}
                and l.retailer_id = coalesce({retailer}::uuid, l.retailer_id)
            order by l.id limit {most}
            """).ToListAsync(ct);
        return [.. found.Select(row => JsonSerializer.Deserialize<Row>(row, JsonSerializerOptions.Web)!.ToBody())];
    }

    private sealed record Row : Figures
    {
        public Guid RetailerId { get; init; }

        public string Status { get; init; } = "";

        public string? Hold { get; init; }

        public decimal Base { get; init; }

        public decimal? OrderMaximum { get; init; }

        public int TermsDays { get; init; }

        public int GraceDays { get; init; }

        public decimal Overdue { get; init; }

        public DateTimeOffset? NextDueAt { get; init; }

        public DateTimeOffset At { get; init; }

        public decimal? TemporaryLimit { get; init; }

        public DateTimeOffset? TemporaryFrom { get; init; }

        public DateTimeOffset? TemporaryUntil { get; init; }

        public LineBody ToBody()
        {
            Money Of(decimal amount) => new(amount, Currency);
            return new LineBody(
                LineId, RetailerId, Status, Hold, Of(Base), Of(Limit), Temporary(), OrderMaximum is { } most ? Of(most) : null, TermsDays, GraceDays,
                Of(Used), Of(Held), Of(Owed), Of(Available), Of(Overdue), NextDueAt, Seq, At);

            TemporaryLimitShown? Temporary() => TemporaryLimit is { } limit && TemporaryUntil > At ? new(Of(limit), TemporaryFrom!.Value, TemporaryUntil.Value) : null;
        }
    }
}
