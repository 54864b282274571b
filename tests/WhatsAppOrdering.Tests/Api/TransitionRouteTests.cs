using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>The table of transitions over HTTP: each route from each state, granted or refused with the state as it is.</summary>
public sealed class TransitionRouteTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private static readonly object because = new { reason = "asked" };

    /// <summary>What each route makes of an order, and from which states.</summary>
    private static readonly Dictionary<string, (OrderStatus To, OrderStatus[] From, object Body)> Routes = new()
    {
        ["approve"] = (OrderStatus.Placed, [OrderStatus.AwaitingApproval], new { }),
        ["decline"] = (OrderStatus.Rejected, [OrderStatus.AwaitingApproval], because),
        ["confirm"] = (OrderStatus.Confirmed, [OrderStatus.Placed], new { }),
        ["reject"] = (OrderStatus.Rejected, [OrderStatus.AwaitingApproval, OrderStatus.Placed], because),
        ["cancel"] = (OrderStatus.Cancelled, [OrderStatus.AwaitingApproval, OrderStatus.Placed, OrderStatus.Confirmed, OrderStatus.Dispatched], because),
        ["dispatch"] = (OrderStatus.Dispatched, [OrderStatus.Confirmed], new { }),
        ["deliver"] = (OrderStatus.Delivered, [OrderStatus.Confirmed, OrderStatus.Dispatched], new { }),
        ["price-rise"] = (OrderStatus.Placed, [OrderStatus.Placed], new { lines = new[] { new { position = 1, unitPrice = Backoffice.Npr(2) } } }),
    };

    public static TheoryData<OrderStatus> States => [.. Enum.GetValues<OrderStatus>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Each_route_moves_an_order_from_its_states_and_from_no_other(OrderStatus status)
    {
        var office = await Backoffice.OpenAsync(service);
        foreach (var (route, (to, from, body)) in Routes)
        {
            var order = await ReachAsync(office, status);
            var (before, line) = (await office.Caller.GetAsync($"/orders/{order}"), await FiguresAsync(office));
            before["status"].GetString().ShouldBe($"{status}");

            var reply = await office.Caller.PostAsync($"/orders/{order}/{route}", body);

            if (from.Contains(status))
            {
                reply.ShouldBe(200)["order.status"].GetString().ShouldBe($"{to}", route);
            }
            else
            {
                reply.ShouldBe(409, "INVALID_TRANSITION")["state"].GetString().ShouldBe($"{status}", route);
                (await office.Caller.GetAsync($"/orders/{order}")).Text.ShouldBe(before.Text, route);
                (await FiguresAsync(office)).ShouldBe(line, route);
            }
        }

        await service.BooksHoldAsync();
    }

    private static async Task<string> FiguresAsync(Backoffice office)
    {
        var line = await office.Caller.GetAsync(office.LinePath);
        return $"{line["seq"]} {line["used"]} {line["held"]}";
    }

    private async Task<Guid> ReachAsync(Backoffice office, OrderStatus status)
    {
        var above = status == OrderStatus.AwaitingApproval ? 100_001 : 1;
        var order = (await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(above), whenDeclined = "askApproval" }))["order.id"].GetGuid();
        string[] way = status switch
        {
            OrderStatus.Confirmed => ["confirm"],
            OrderStatus.Dispatched => ["confirm", "dispatch"],
            OrderStatus.Delivered => ["confirm", "deliver"],
            OrderStatus.Rejected => ["reject"],
            OrderStatus.Cancelled => ["cancel"],
            _ => [],
        };
        foreach (var step in way)
        {
            (await office.Caller.PostAsync($"/orders/{order}/{step}", Routes[step].Body)).ShouldBe(200);
        }

        if (status == OrderStatus.Expired)
        {
            await service.Database.DoAsync($"update sales_order set expires_at = clock_now() where id = {order}");
            await service.RunAsync<ExpireOrders>();
        }

        return order;
    }
}
