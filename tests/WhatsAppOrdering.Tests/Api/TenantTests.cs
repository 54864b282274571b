using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>One wholesaler's key against another's rows, on every route.</summary>
public sealed class TenantTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    /// <summary>They name nothing of the other's, so they work in the caller's own house.</summary>
    private static readonly string[] atHome = ["POST /retailers", "PUT /products", "PUT /products/{sku}"];

    public static TheoryData<string> Routes => [.. RouteExamples.OfWholesaler.Concat(RouteExamples.OfOrders).Select(example => example.Route)];

    public static TheoryData<string> OperatorRoutes => [.. RouteExamples.OfOperator.Select(example => example.Route)];

    [Fact]
    public void Every_route_has_its_example()
    {
        var routes = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiScopeAttribute>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {"/" + endpoint.RoutePattern.RawText!.Replace("api/v1/", "", StringComparison.Ordinal).TrimStart('/')}"));
        routes.Order(StringComparer.Ordinal).ShouldBe(RouteExamples.All.Select(example => example.Route).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Another_wholesalers_things_are_not_there_and_stay_as_they_are(string route)
    {
        var (own, other) = (await Backoffice.OpenAsync(service), await (await Backoffice.OpenAsync(service)).OrdersAsync());
        // The demonstration's catalog is in every market; this product is the other's alone.
        (await other.Caller.PutAsync("/products/ONLY-OTHERS", RouteExamples.Product("ONLY-OTHERS"))).ShouldBe(200);
        var before = await other.FingerprintAsync();
        var example = RouteExamples.Find(route);
        var path = example.Path(other).Replace("SUGAR-50", "ONLY-OTHERS", StringComparison.Ordinal);
        var reply = await own.Caller.SendAsync(example.Method, path, example.BodyText(other), "k");

        if (example.Method == HttpMethod.Get && !route.Contains('{', StringComparison.Ordinal))
        {
            reply.ShouldBe(200);
            foreach (var secret in new[] { other.Line, other.Retailer, other.NewRetailer, other.Person, other.Membership, other.Wholesaler.Value, other.Placed, other.Confirmed, other.Awaiting })
            {
                reply.Text.ShouldNotContain(secret.ToString());
            }

            reply.Text.ShouldNotContain("ONLY-OTHERS");
        }
        else if (route == "POST /credit-lines/opening-balances")
        {
            reply.ShouldBe(400, "INVALID_REQUEST")["errors"].EnumerateArray().Select(error => error.GetProperty("code").GetString()).ShouldContain("NOT_FOUND");
        }
        else if (route is "POST /orders" or "POST /orders/batch")
        {
            reply.ShouldBe(422, "UNKNOWN_LINE");
        }
        else if (!atHome.Contains(route))
        {
            reply.ShouldBe(404, "NOT_FOUND");
        }

        (await other.FingerprintAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(OperatorRoutes))]
    public async Task A_wholesalers_key_is_refused_on_the_operators_routes(string route)
    {
        var (own, other) = (await Backoffice.OpenAsync(service), await Backoffice.OpenAsync(service));
        var example = RouteExamples.Find(route);
        (await own.Caller.SendAsync(example.Method, example.Path(other), example.BodyText(other), "k")).ShouldBe(403, "FORBIDDEN");
    }

    [Fact]
    public async Task Another_wholesalers_shop_line_or_order_in_a_query_or_a_batch_brings_nothing_of_it()
    {
        var (own, other) = (await (await Backoffice.OpenAsync(service)).OrdersAsync(), await (await Backoffice.OpenAsync(service)).OrdersAsync());
        var before = await other.FingerprintAsync();

        (await own.Caller.GetAsync($"/orders?retailer={other.Retailer}")).ShouldBe(200)["items"].GetArrayLength().ShouldBe(0);
        object Wish(Guid retailer) => new { retailer, amount = Backoffice.Npr(1) };
        var each = await own.Caller.PostAsync("/orders/batch", new { orders = new[] { Wish(own.Retailer), Wish(other.Retailer) } });
        (each.ShouldBe(200)["orders.0.status"].GetInt32(), each["orders.1.body.code"].GetString()).ShouldBe((201, "UNKNOWN_LINE"));
        (await own.Caller.PostAsync("/orders/batch", new { orders = new[] { Wish(own.Retailer), Wish(other.Retailer) }, atomic = true })).ShouldBe(422, "UNKNOWN_LINE");
        (await other.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_operators_key_acts_for_the_wholesaler_that_it_names()
    {
        var (one, other) = (await Backoffice.OpenAsync(service), await Backoffice.OpenAsync(service));
        var acting = await Integrator.OperatorAsync(service, one.Wholesaler);

        (await acting.GetAsync(one.LinePath)).ShouldBe(200);
        (await acting.GetAsync(other.LinePath)).ShouldBe(404, "NOT_FOUND");
        (await acting.GetAsync($"/credit-lines?wholesaler={other.Wholesaler.Value}")).ShouldBe(404, "NOT_FOUND");
        (await (await Integrator.OperatorAsync(service)).GetAsync(one.LinePath)).ShouldBe(400, "INVALID_REQUEST");
    }
}
