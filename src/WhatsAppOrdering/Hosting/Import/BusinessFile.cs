using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Hosting.Import;

/// <summary>A wholesaler with all that it takes to trade, as <c>import FILE</c> reads it. Phones are E.164 digits.</summary>
/// <param name="PhoneNumberId">Meta's id of the number that shops write to.</param>
/// <param name="Catalog">The catalog's file, looked for beside this one.</param>
public sealed partial record BusinessFile(
    string PhoneNumberId, string DisplayPhoneNumber, BusinessWholesaler Wholesaler, IReadOnlyList<BusinessRetailer> Retailers, string? Catalog = null)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <exception cref="JsonException">It is no such file; the message says where.</exception>
    public static BusinessFile Read(string json)
    {
        var file = JsonSerializer.Deserialize<BusinessFile>(json, Strict) ?? throw new JsonException("The file holds nothing.");
        // The serializer looks for null in properties, not in lists.
        return file.Retailers.Contains(null!) ? throw new JsonException("retailers: one of them is null.") : file;
    }

    /// <summary>Every row that cannot be taken, and why.</summary>
    public IEnumerable<string> Problems(CatalogSnapshot catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var digits = Currencies.DigitsOf(catalog.Currency);
        IEnumerable<(bool Holds, string Problem)> checks =
        [
            (MetasId().IsMatch(PhoneNumberId), "phoneNumberId: Meta's ids are 5 to 20 digits."),
            (IsPhone(DisplayPhoneNumber), $"displayPhoneNumber: {NoPhone}"),
            (Wholesaler.Id != Guid.Empty, "wholesaler.id: it must be a UUID of its own."),
            (IsName(Wholesaler.Name), $"wholesaler.name: {NoName}"),
            (TimeZoneInfo.TryFindSystemTimeZoneById(Wholesaler.TimeZone, out var zone) && zone.HasIanaId, $"wholesaler.timeZone: the IANA database has no {Wholesaler.TimeZone}."),
            (digits is not null, $"catalog currency: ISO 4217 has no {catalog.Currency}."),
            (IsName(Wholesaler.Approver.Name), $"wholesaler.approver.name: {NoName}"),
            (IsPhone(Wholesaler.Approver.Phone), $"wholesaler.approver.phone: {NoPhone}"),
            .. Retailers.SelectMany((shop, place) => ChecksOf(shop, $"retailers[{place}]", digits ?? 2)),
        ];
        return checks.Where(check => !check.Holds).Select(check => check.Problem)
            .Concat(Twice(shop => shop.Id.ToString(), "id")).Concat(Twice(shop => shop.Phone, "phone"));
    }

    private const string NoPhone = "it must be 6 to 15 digits with the country's code.";
    private const string NoName = "it must have 1 to 200 characters.";

    private static IEnumerable<(bool Holds, string Problem)> ChecksOf(BusinessRetailer shop, string row, int digits) =>
    [
        (shop.Id != Guid.Empty, $"{row}.id: it must be a UUID of its own."),
        (IsName(shop.Name), $"{row}.name: {NoName}"),
        (IsPhone(shop.Phone), $"{row}.phone: {NoPhone}"),
        (shop.Limit >= 0 && Money.IsAmount(shop.Limit, digits), $"{row}.limit: it must be an amount from 0 with at most {digits} decimals."),
        (shop.TermsDays is >= 0 and <= 3650, $"{row}.termsDays: it must be 0 to 3650 days."),
        (shop.Hold is null || IsName(shop.Hold), $"{row}.hold: a hold needs its reason, of at most 200 characters."),
    ];

    private IEnumerable<string> Twice(Func<BusinessRetailer, string> of, string name) =>
        Retailers.Select((shop, place) => (Value: of(shop), Place: place)).GroupBy(row => row.Value).Where(group => group.Count() > 1)
            .Select(group => $"retailers[{string.Join(", ", group.Select(row => row.Place))}].{name}: two shops cannot have the same.");

    private static bool IsPhone(string text) => Phone().IsMatch(text);

    private static bool IsName(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= 200;

    [GeneratedRegex(@"\A[0-9]{5,20}\z")]
    private static partial Regex MetasId();

    [GeneratedRegex(@"\A[0-9]{6,15}\z")]
    private static partial Regex Phone();
}

/// <param name="Approver">Who confirms its orders.</param>
public sealed record BusinessWholesaler(Guid Id, string Name, string TimeZone, BusinessPerson Approver);

public sealed record BusinessPerson(string Name, string Phone);

/// <param name="Limit">In the catalog's currency.</param>
/// <param name="TermsDays">Days until what is owed falls due.</param>
/// <param name="Hold">Why the shop takes no credit at present.</param>
public sealed record BusinessRetailer(Guid Id, string Name, string Phone, decimal Limit, int TermsDays, string? Hold = null);
