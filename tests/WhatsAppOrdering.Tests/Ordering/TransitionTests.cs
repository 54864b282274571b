using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>The order's table of transitions: each step that it has, and none of the others.</summary>
public sealed class TransitionTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private static readonly Dictionary<OrderStatus, string> Next = new()
    {
        [OrderStatus.AwaitingApproval] = "Placed Rejected Cancelled Expired",
        [OrderStatus.Placed] = "Confirmed Rejected Cancelled Expired",
        [OrderStatus.Confirmed] = "Dispatched Delivered Cancelled",
        [OrderStatus.Dispatched] = "Delivered Cancelled",
        [OrderStatus.Delivered] = "",
        [OrderStatus.Rejected] = "",
        [OrderStatus.Cancelled] = "",
        [OrderStatus.Expired] = "",
    };

    /// <summary>How a state is reached: what is done first, from a fresh order.</summary>
    private static readonly Dictionary<OrderStatus, string> Way = new()
    {
        [OrderStatus.AwaitingApproval] = "",
        [OrderStatus.Placed] = "approve",
        [OrderStatus.Confirmed] = "approve confirm",
        [OrderStatus.Dispatched] = "approve confirm dispatch",
        [OrderStatus.Delivered] = "approve confirm deliver",
        [OrderStatus.Rejected] = "reject",
        [OrderStatus.Cancelled] = "approve call-off",
        [OrderStatus.Expired] = "expire",
    };

    /// <summary>What can be wished, and from which states it is granted with which end.</summary>
    private static readonly Dictionary<string, (OrderStatus To, OrderStatus[] From)> Wishes = new()
    {
        ["approve"] = (OrderStatus.Placed, [OrderStatus.AwaitingApproval]),
        ["confirm"] = (OrderStatus.Confirmed, [OrderStatus.Placed]),
        ["reject"] = (OrderStatus.Rejected, [OrderStatus.AwaitingApproval, OrderStatus.Placed]),
        ["cancel"] = (OrderStatus.Cancelled, [OrderStatus.AwaitingApproval, OrderStatus.Placed]),
        ["call-off"] = (OrderStatus.Cancelled, [OrderStatus.AwaitingApproval, OrderStatus.Placed, OrderStatus.Confirmed, OrderStatus.Dispatched]),
        ["dispatch"] = (OrderStatus.Dispatched, [OrderStatus.Confirmed]),
        ["deliver"] = (OrderStatus.Delivered, [OrderStatus.Confirmed, OrderStatus.Dispatched]),
        ["expire"] = (OrderStatus.Expired, [OrderStatus.AwaitingApproval, OrderStatus.Placed]),
    };

    public static TheoryData<OrderStatus, OrderStatus> Pairs =>
        new(from one in Enum.GetValues<OrderStatus>() from other in Enum.GetValues<OrderStatus>() select (one, other));

    public static TheoryData<OrderStatus, string> Cases => new(from status in Enum.GetValues<OrderStatus>() from wish in Wishes.Keys select (status, wish));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_table_allows_each_step_of_the_contract_and_no_other(OrderStatus from, OrderStatus to) =>
        OrderTransitions.Allow(from, to).ShouldBe(Next[from].Split(' ').Contains($"{to}"));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_wish_is_granted_from_its_states_and_changes_nothing_in_the_others(OrderStatus status, string wish)
    {
        var shop = await books.OpenLineAsync();
        // More than the limit: it asks for approval.
        var order = (await shop.PlaceAsync(100_001, askApproval: true)).Order!.Id;
        foreach (var step in Way[status].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            (await WishAsync(shop, order, step)).ShouldBeOfType<TransitionOutcome.Done>();
        }

        var before = await shop.BooksAsync();
        before.Orders.ShouldBe($"{status}");
        var (to, from) = Wishes[wish];

        var outcome = await WishAsync(shop, order, wish);

        var after = await shop.BooksAsync();
        if (from.Contains(status))
        {
            outcome.ShouldBeOfType<TransitionOutcome.Done>().Order.Status.ShouldBe(to);
            after.Orders.ShouldBe($"{to}");
        }
        else
        {
            outcome.ShouldBeOfType<TransitionOutcome.NotNow>().Order.Status.ShouldBe(status);
            after.ShouldBe(before);
        }

        (await books.AuditAsync()).Where(line => line.Breaches > 0).ShouldBeEmpty();
    }

    private async Task<TransitionOutcome> WishAsync(ShopLine shop, OrderId order, string wish)
    {
        var (by, none) = ("approver", CancellationToken.None);
        if (wish == "expire")
        {
            // As if it had been placed two hours ago; what has ended already is not overdue.
            await books.AsOwnerAsync($"update sales_order set expires_at = clock_now() where id = '{order.Value}' and status in ('AwaitingApproval', 'Placed')");
        }

        return await shop.RunAsync(async services => wish switch
        {
            "approve" => await services.GetRequiredService<ApproveOrder>().ExecuteAsync(shop.Wholesaler, order, null, by, none),
            "confirm" => await services.GetRequiredService<ConfirmOrder>().ExecuteAsync(shop.Wholesaler, order, null, by, none),
            "reject" => await services.GetRequiredService<RejectOrder>().ExecuteAsync(shop.Wholesaler, order, null, by, none),
            "cancel" => await services.GetRequiredService<CancelOrder>().ExecuteAsync(shop.Wholesaler, order, "shop", none),
            "call-off" => await services.GetRequiredService<CancelOrder>().BySupplierAsync(shop.Wholesaler, order, by, "out of stock", none),
            "dispatch" => await services.GetRequiredService<DispatchOrder>().ExecuteAsync(shop.Wholesaler, order, by, none),
            "deliver" => await services.GetRequiredService<DeliverOrder>().ExecuteAsync(shop.Wholesaler, order, by, null, none),
            _ => await ExpireAsync(services, shop, order),
        });
    }

    private static async Task<TransitionOutcome> ExpireAsync(IServiceProvider services, ShopLine shop, OrderId order)
    {
        var expired = await services.GetRequiredService<ExpireOrder>().ExecuteAsync(shop.Wholesaler, order, CancellationToken.None);
        var now = services.GetRequiredService<OrderingDb>().Orders.Local.Single();
        return expired ? new TransitionOutcome.Done(now, new Posting()) : new TransitionOutcome.NotNow(now);
    }
}
