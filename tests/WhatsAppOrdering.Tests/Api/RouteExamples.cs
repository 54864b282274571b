using System.Text.Json;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>One good request for each route: its path and body, over the ids of an office.</summary>
internal sealed record RouteExample(string Route, Func<Backoffice, string> Path, Func<Backoffice, object>? Body = null)
{
    public HttpMethod Method => HttpMethod.Parse(Route.Split(' ')[0]);

    public string? BodyText(Backoffice office) => Body is null ? null : JsonSerializer.Serialize(Body(office), JsonSerializerOptions.Web);

    public override string ToString() => Route;
}

internal static class RouteExamples
{
    private const string Line = "/credit-lines/{id:guid}";
    private static readonly object because = new { reason = "asked" };

    /// <summary>Routes of the operator's keys alone.</summary>
    public static IReadOnlyList<RouteExample> OfOperator { get; } =
    [
        new("GET /wholesalers", _ => "/wholesalers"),
        new("POST /wholesalers", _ => "/wholesalers", _ => Wholesaler),
        new("PUT /wholesalers/{id:guid}", at => $"/wholesalers/{at.Wholesaler.Value}", _ => Wholesaler),
        new("POST /numbers", _ => "/numbers", at => new { phoneNumberId = at.Market.PhoneNumberId, displayNumber = "+1 202 555 0150", wholesalers = new[] { at.Wholesaler.Value } }),
    ];

    public static IReadOnlyList<RouteExample> OfWholesaler { get; } =
    [
        new("GET /credit-lines", _ => "/credit-lines"),
        new("POST /credit-lines", _ => "/credit-lines", at => new { retailerId = at.NewRetailer, limit = Backoffice.Npr(5000), termsDays = 30, graceDays = 3, orderMaximum = Backoffice.Npr(1000) }),
        new("POST /credit-lines/opening-balances", _ => "/credit-lines/opening-balances", at => new
        {
            rows = new object[]
            {
                new { retailerId = at.NewRetailer, limit = Backoffice.Npr(5000), balance = Backoffice.Npr(700), termsDays = 30, dueAt = "2026-01-31T00:00:00Z" },
                new { name = "Old Shop", phone = "12025550160", limit = Backoffice.Npr(5000), balance = Backoffice.Npr(300), termsDays = 30 },
            },
            expected = Backoffice.Npr(1000),
            phoneNumberId = at.Market.PhoneNumberId,
        }),
        new($"GET {Line}", at => at.LinePath),
        new($"GET {Line}/ledger", at => $"{at.LinePath}/ledger"),
        new($"GET {Line}/statement", at => $"{at.LinePath}/statement"),
        new($"GET {Line}/ageing", at => $"{at.LinePath}/ageing"),
        new($"PUT {Line}/limit", at => $"{at.LinePath}/limit", _ => new { limit = Backoffice.Npr(60000), reason = "asked", orderMaximum = Backoffice.Npr(900), noOrderMaximum = false, termsDays = 10, graceDays = 2 }),
        new($"PUT {Line}/temporary-limit", at => $"{at.LinePath}/temporary-limit", _ => new { limit = Backoffice.Npr(90000), reason = "festival", from = "2026-01-01T00:00:00Z", until = "2099-01-01T00:00:00Z" }),
        new($"POST {Line}/hold", at => $"{at.LinePath}/hold", _ => because),
        new($"DELETE {Line}/hold", at => $"{at.LinePath}/hold", _ => because),
        new($"POST {Line}/close", at => $"{at.LinePath}/close", _ => because),
        new($"POST {Line}/payments", at => $"{at.LinePath}/payments", _ => new { amount = Backoffice.Npr(100), reference = "R-1" }),
        new($"POST {Line}/payments/{{paymentId:guid}}/reverse", at => $"{at.LinePath}/payments/{Guid.NewGuid()}/reverse", _ => because),
        new($"POST {Line}/adjustments", at => $"{at.LinePath}/adjustments", _ => new { amount = Backoffice.Npr(100), reason = "found", dueAt = "2026-01-31T00:00:00Z" }),
        new("GET /retailers", _ => "/retailers"),
        new("POST /retailers", _ => "/retailers", _ => new { name = "Corner Shop" }),
        new("GET /retailers/{id:guid}", at => $"/retailers/{at.Retailer}"),
        new("PUT /retailers/{id:guid}", at => $"/retailers/{at.Retailer}", _ => new { name = "Corner Shop" }),
        new("POST /retailers/{id:guid}/suspend", at => $"/retailers/{at.Retailer}/suspend", _ => because),
        new("POST /retailers/{id:guid}/reinstate", at => $"/retailers/{at.Retailer}/reinstate", _ => because),
        new("GET /people", _ => "/people"),
        new("POST /people", _ => "/people", at => new
        {
            phone = "12025550161", name = "Asha", language = "en", phoneNumberId = at.Market.PhoneNumberId, roles = new[] { new { role = "Buyer", retailerId = at.NewRetailer } },
        }),
        new("DELETE /people/{id:guid}/roles/{membershipId:guid}", at => $"/people/{at.Person}/roles/{at.Membership}"),
        new("POST /interpretations", _ => "/interpretations", at => new
        {
            text = "2 carton coke", language = "en", basket = new[] { new { sku = "SUGAR-50", quantity = 1, unit = "bag" } }, awaiting = "product", sku = "COKE-250",
            options = new[] { "COKE-250", "COKE-1500" }, quantity = 2, unit = "carton", previous = new[] { "hello" }, retailerId = at.Retailer,
        }),
        new("GET /undelivered", _ => "/undelivered"),
        new("GET /office-notes", _ => "/office-notes"),
        new("GET /office-notes/{id:guid}/media", _ => $"/office-notes/{Guid.NewGuid()}/media"),
        new("POST /office-notes/{id:guid}/done", _ => $"/office-notes/{Guid.NewGuid()}/done"),
        new("POST /people/{id:guid}/roles/{membershipId:guid}/trust", at => $"/people/{at.Person}/roles/{at.Membership}/trust"),
        new("GET /products", _ => "/products"),
        new("PUT /products", _ => "/products", _ => new { currency = "NPR", products = new[] { Product("A-1") } }),
        new("PUT /products/{sku}", _ => "/products/A-1", _ => Product("A-1")),
        new("DELETE /products/{sku}", _ => "/products/SUGAR-50"),
    ];

    /// <summary>They go to the orders of <see cref="Backoffice.OrdersAsync"/>.</summary>
    public static IReadOnlyList<RouteExample> OfOrders { get; } =
    [
        new("GET /orders", _ => "/orders"),
        new("POST /orders", _ => "/orders", at => new { creditLineId = at.Line, lines = new[] { Goods }, whenDeclined = "decline" }),
        // All or none: on its own, each order of a batch has its own answer inside the batch's.
        new("POST /orders/batch", _ => "/orders/batch", at => new
        {
            orders = new object[]
            {
                new { creditLineId = at.Line, lines = new[] { Goods } },
                new { retailer = at.Retailer, amount = Backoffice.Npr(100), reference = "As agreed", whenDeclined = "decline" },
            },
            atomic = true,
        }),
        new("GET /orders/{id:guid}", at => $"/orders/{at.Placed}"),
        new("GET /orders/{id:guid}/proof", at => $"/orders/{at.Placed}/proof"),
        new("POST /orders/{id:guid}/confirm", at => $"/orders/{at.Placed}/confirm", _ => Part),
        new("POST /orders/{id:guid}/reject", at => $"/orders/{at.Placed}/reject", _ => because),
        new("POST /orders/{id:guid}/cancel", at => $"/orders/{at.Placed}/cancel", _ => because),
        new("POST /orders/{id:guid}/price-rise", at => $"/orders/{at.Placed}/price-rise", _ => new { lines = new[] { new { position = 1, unitPrice = Backoffice.Npr(3000) } } }),
        new("POST /orders/{id:guid}/price-rise/accept", at => $"/orders/{at.Placed}/price-rise/accept", _ => new { offer = 1 }),
        new("POST /orders/{id:guid}/dispatch", at => $"/orders/{at.Confirmed}/dispatch", _ => new { }),
        new("POST /orders/{id:guid}/deliver", at => $"/orders/{at.Confirmed}/deliver", _ => Part),
        new("POST /orders/{id:guid}/approve", at => $"/orders/{at.Awaiting}/approve", _ => because),
        new("POST /orders/{id:guid}/decline", at => $"/orders/{at.Awaiting}/decline", _ => because),
    ];

    public static IEnumerable<RouteExample> All => [.. OfOperator, .. OfWholesaler, .. OfOrders];

    private static object Goods => new { sku = "COKE-1500", quantity = 2, unit = "carton" };

    private static object Part => new { lines = new[] { new { position = 1, quantity = 1 } } };

    private static object Wholesaler => new { name = "Himal Traders", currency = "NPR", timeZone = "Asia/Kathmandu", language = "en", tracksDelivery = false };

    public static RouteExample Find(string route) => All.Single(example => example.Route == route);

    public static object Product(string sku, decimal price = 95) => new
    {
        sku, name = "Pen", category = "Paper", packSize = "1", baseUnit = "piece", units = new[] { new { unit = "piece", factor = 1 }, new { unit = "box", factor = 10 } },
        defaultUnit = "box", price = new { amount = price, per = "box" }, aliases = new { en = new[] { "pen" } },
    };
}
