using WhatsAppOrdering.Api;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>What an order's messages cost at Meta, those of its cart included, as far as its statuses have told: replies within the 24-hour window are free.</summary>
/// <param name="Messages">That Meta has told the price category of.</param>
/// <param name="Billable">By category, those of pricing type "regular".</param>
/// <param name="Amount">At the configured prices; null when a category has none.</param>
public sealed record MessageCost(int Messages, IReadOnlyDictionary<string, int> Billable, Money? Amount)
{
    // Meta's pricing.type of a status; the free ones are free_customer_service and free_entry_point.
    private const string Regular = "regular";

    internal static MessageCost Of(IReadOnlyList<OutboxRow> replies, ReplyOptions options)
    {
        // A bubble that was merged into another is no message of its own.
        var priced = replies.Where(row => row.PriceCategory is not null && row.MergedInto is null).ToList();
        var billable = priced.Where(row => row.PriceType == Regular).CountBy(row => row.PriceCategory!).ToDictionary(StringComparer.Ordinal);
        var isKnown = billable.Keys.All(options.Prices.ContainsKey);
        return new MessageCost(
            priced.Count, billable, isKnown ? new Money(billable.Sum(count => count.Value * options.Prices[count.Key]), options.PriceCurrency) : null);
    }
}
