using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;

namespace WhatsAppOrdering.Credit;

/// <summary>The beginning: lines with what their shops owe already. All rows or none.</summary>
[ApiController]
[Route(ApiSetup.Root + "/credit-lines/opening-balances")]
public sealed class OpeningBalancesController(ApiWrites writes) : ControllerBase
{
    private const string Reason = "opening balance";

    [HttpPost]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<OpeningReport>(StatusCodes.Status201Created)]
    public Task<IActionResult> ImportAsync(OpeningBalancesBody body) => writes.RunAsync(this, "credit.opening-balances", body, async work =>
    {
        if (!await work.Db.Wholesalers.AnyAsync(found => found.Id == work.Wholesaler, work.Ct))
        {
            return ApiAnswer.NotFound("wholesaler");
        }

        var currency = await LineCurrency.OfWholesalerAsync(work.Db, work.Wholesaler, work.Ct);
        var check = new CheckOpeningBalances(work, body, currency);
        if (await check.ExecuteAsync() is { Count: > 0 } errors)
        {
            return ApiAnswer.Refused(ApiCodes.InvalidRequest, "Nothing was written: see the errors, row by row.", new { errors });
        }

        var asked = new OpeningTotals(
            body.Rows.Count, currency.Of(body.Rows.Sum(row => row.Limit.Amount)), currency.Of(body.Rows.Sum(row => row.Balance.Amount)));
        var lines = new List<OpenedLine>();
        foreach (var (row, place) in body.Rows.Select((row, index) => (row, index + 1)))
        {
            lines.Add(await OpenAsync(work, row, place, await ShopAsync(work, row, check), currency));
        }

        var ids = lines.ConvertAll(line => new CreditLineId(line.LineId));
        var booked = await work.Db.CreditLines.Where(line => line.WholesalerId == work.Wholesaler && ids.Contains(line.Id)).GroupBy(_ => 1)
            .Select(all => new { Lines = all.Count(), Limit = all.Sum(line => line.LimitAmount), Balance = all.Sum(line => line.Used) }).SingleAsync(work.Ct);
        return ApiAnswer.Created(new OpeningReport(asked, new OpeningTotals(booked.Lines, currency.Of(booked.Limit), currency.Of(booked.Balance)), lines));
    });

    private static async Task<RetailerId> ShopAsync(ApiWork work, OpeningRow row, CheckOpeningBalances check)
    {
        if (row.RetailerId is { } id)
        {
            return new RetailerId(id);
        }

        if (check.ShopByPhone.TryGetValue(row.Digits!, out var known))
        {
            return known;
        }

        var shop = RetailerId.New();
        await work.Db.Database.ExecuteSqlAsync(
            $"insert into retailer (wholesaler_id, id, name) values ({work.Wholesaler.Value}, {shop.Value}, {row.Name})", work.Ct);
        var people = work.Get<AddPerson>();
        var buyer = await people.ExecuteAsync(work.Wholesaler, check.PhoneNumberId!, row.Digits!, row.Name, null, work.Ct);
        await people.GiveRoleAsync(work.Wholesaler, new PersonKey(check.PhoneNumberId!, buyer), Role.Buyer, shop, work.Ct);
        return shop;
    }

    private static async Task<OpenedLine> OpenAsync(ApiWork work, OpeningRow row, int place, RetailerId shop, LineCurrency currency)
    {
        var (credit, line) = (work.Get<Postings>(), CreditLineId.New());
        var after = await credit.OpenLineAsync(work.Wholesaler, line, shop, currency.Currency, row.Limit.Amount, row.TermsDays, work.Actor, work.Ct);
        if (row.Balance.Amount != 0)
        {
            after = await credit.AdjustAsync(work.Wholesaler, line, row.Balance.Amount, row.DueAt, work.Actor, Reason, work.Ct);
        }

        return new OpenedLine(place, shop.Value, line.Value, currency.Of(after.Limit), currency.Of(after.Owed));
    }
}
