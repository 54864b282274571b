using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;

namespace WhatsAppOrdering.Credit;

/// <summary>Every fault of a list of opening balances, not only the first.</summary>
internal sealed class CheckOpeningBalances(ApiWork work, OpeningBalancesBody body, LineCurrency currency)
{
    private readonly List<OpeningError> _errors = [];

    /// <summary>Where the people of rows by phone write to.</summary>
    public string? PhoneNumberId { get; private set; }

    /// <summary>The shops that are known already, by the digits of a buyer's phone.</summary>
    public IReadOnlyDictionary<string, RetailerId> ShopByPhone { get; private set; } = new Dictionary<string, RetailerId>();

    public async Task<IReadOnlyList<OpeningError>> ExecuteAsync()
    {
        await CheckNumberAsync();
        var shops = body.Rows.Select(row => row.RetailerId).OfType<Guid>().Concat(ShopByPhone.Values.Select(shop => shop.Value))
            .Distinct().Select(id => new RetailerId(id)).ToList();
        var known = await work.Db.Retailers.Where(shop => shop.WholesalerId == work.Wholesaler && shops.Contains(shop.Id)).Select(shop => shop.Id).ToListAsync(work.Ct);
        var opened = await work.Db.CreditLines.Where(line => line.WholesalerId == work.Wholesaler && shops.Contains(line.RetailerId))
            .Select(line => line.RetailerId).ToListAsync(work.Ct);
        var seen = new HashSet<string>();
        foreach (var (row, place) in body.Rows.Select((row, index) => (row, index + 1)))
        {
            CheckAmount(place, row.Limit, AmountRule.ZeroOrMore, "limit");
            CheckAmount(place, row.Balance, AmountRule.Any, "balance");
            Check(row.DueAt is null || row.Balance.Amount > 0, place, ApiCodes.InvalidRequest, "dueAt: only what is owed has a due date.");
            Check((row.RetailerId is null) == (row is { Name: not null, Phone: not null }) && (row.Name is null) == (row.Phone is null),
                place, ApiCodes.InvalidRequest, "A row names its shop by retailerId, or by name and phone.");
            RetailerId? shop = row.RetailerId is { } id ? new RetailerId(id)
                : row.Digits is { } phone && ShopByPhone.TryGetValue(phone, out var found) ? found : null;
            Check(shop is not { } one || known.Contains(one), place, ApiCodes.NotFound, "This wholesaler has no such retailer.");
            Check(shop is not { } other || !opened.Contains(other), place, ApiCodes.AlreadyExists, "This retailer has a credit line already.");
            Check(seen.Add(shop?.Value.ToString() ?? row.Digits ?? $"row {place}"), place, ApiCodes.InvalidRequest, "This shop stands twice in the list.");
        }

        if (body.Expected is { } expected)
        {
            CheckAmount(null, expected, AmountRule.Any, "expected");
            Check(expected.Amount == body.Rows.Sum(row => row.Balance.Amount), null, ApiCodes.InvalidRequest, "The balances do not add up to what is expected.");
        }

        return _errors;
    }

    private async Task CheckNumberAsync()
    {
        var phones = body.Rows.Select(row => row.Digits).OfType<string>().Distinct().ToList();
        if (phones.Count == 0)
        {
            return;
        }

        PhoneNumberId = await work.Get<AddPerson>().NumberAsync(work.Wholesaler, body.PhoneNumberId, work.Ct);
        Check(PhoneNumberId is not null, null, ApiCodes.NotFound, "phoneNumberId: name one of this wholesaler's numbers.");
        ShopByPhone = (await (
            from role in work.Db.Memberships
            join person in work.Db.People on new { role.PhoneNumberId, Id = role.PersonId } equals new { person.PhoneNumberId, person.Id }
            where role.WholesalerId == work.Wholesaler && role.Role == Role.Buyer && person.PhoneNumberId == PhoneNumberId && phones.Contains(person.Phone!)
            select new { person.Phone, role.RetailerId }).ToListAsync(work.Ct)).ToDictionary(row => row.Phone!, row => row.RetailerId!.Value);
    }

    private void CheckAmount(int? row, Money money, AmountRule rule, string name)
    {
        if (currency.Fault(money, rule) is var (code, detail))
        {
            Check(false, row, code, $"{name}: {detail}");
        }
    }

    private void Check(bool holds, int? row, string code, string detail)
    {
        if (!holds)
        {
            _errors.Add(new OpeningError(row, code, detail));
        }
    }
}
