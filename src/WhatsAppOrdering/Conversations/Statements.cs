using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Answers the wish for a statement: the figures in words, and the entries of the last three months as a PDF.</summary>
public sealed class Statements(OrderingDb db, ReadFigures figures, Outbox outbox)
{
    private const int Months = 3;

    public async Task AnswerAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var line = await db.CreditLines.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.RetailerId == buyer.RetailerId).Select(found => found.Id).SingleOrDefaultAsync(ct);
        var credit = await figures.ExecuteAsync(buyer.WholesalerId, buyer.RetailerId!.Value, wish: 0, ct);
        MoneyFact? Money(decimal? amount) => amount is { } value ? new MoneyFact(value, credit!.Currency) : null;
        var now = talk.Now.ToUniversalTime();
        talk.Answer(
            outbox, ReplyNames.Statement,
            new
            {
                Line = line.Value, From = Moment(now.AddMonths(-Months)), To = Moment(now), Until = now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Limit = Money(credit?.Limit), Held = Money(credit?.Held), Owed = Money(credit?.Owed), Available = Money(credit?.Available),
            },
            buyer.WholesalerId);
    }

    private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
