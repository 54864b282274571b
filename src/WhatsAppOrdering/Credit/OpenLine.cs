using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>Opens a retailer's line with its terms.</summary>
internal static class OpenLine
{
    public static async Task<ApiAnswer> ExecuteAsync(ApiWork work, OpenLineBody body)
    {
        var retailer = new RetailerId(body.RetailerId);
        if (!await work.Db.Retailers.AnyAsync(found => found.WholesalerId == work.Wholesaler && found.Id == retailer, work.Ct))
        {
            return ApiAnswer.NotFound("retailer");
        }

        var currency = await LineCurrency.OfWholesalerAsync(work.Db, work.Wholesaler, work.Ct);
        if ((currency.Refuses(body.Limit, AmountRule.ZeroOrMore) ?? currency.Refuses(body.OrderMaximum, AmountRule.MoreThanZero)) is { } refused)
        {
            return refused;
        }

        if (await work.Db.CreditLines.AnyAsync(found => found.WholesalerId == work.Wholesaler && found.RetailerId == retailer, work.Ct))
        {
            return ApiAnswer.Refused(ApiCodes.AlreadyExists, "This retailer has a credit line already.");
        }

        var (credit, line) = (work.Get<Postings>(), CreditLineId.New());
        await credit.OpenLineAsync(work.Wholesaler, line, retailer, currency.Currency, body.Limit.Amount, body.TermsDays, work.Actor, work.Ct);
        if (body is { OrderMaximum: not null } or { GraceDays: > 0 })
        {
            var terms = new LimitBody(body.Limit, "opened", body.OrderMaximum, GraceDays: body.GraceDays);
            await credit.SetTermsAsync(work.Wholesaler, line, terms.Changes(), work.Actor, terms.Reason, work.Ct);
        }

        return ApiAnswer.Created((await work.Get<ReadLine>().ExecuteAsync(work.Wholesaler, line, work.Ct))!);
    }
}
