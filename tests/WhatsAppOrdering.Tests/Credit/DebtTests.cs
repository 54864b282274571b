using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>What is open of each debt is what a naive matching of all payments to all debts, oldest first, leaves open.</summary>
public sealed class DebtTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Steps = 40;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_payments_settle_the_oldest_debts_first(int seed)
    {
        var shop = await books.OpenLineAsync(1_000_000_000);
        await shop.RunAsync(async services =>
        {
            var story = new Story(services, shop, new Random(seed));
            for (var step = 0; step < Steps; step++)
            {
                var told = await story.GoOnAsync();
                var open = await services.GetRequiredService<OrderingDb>().Debts.AsNoTracking()
                    .Where(debt => debt.LineId == shop.Line).OrderBy(debt => debt.Seq).Select(debt => debt.Open).ToListAsync();
                open.ShouldBe(story.OpenOldestFirst(), $"seed {seed}: {told}");
            }

            return true;
        });
        (await books.AuditAsync()).Where(line => line.Breaches > 0 && line.Invariant.Contains("debt", StringComparison.Ordinal)
            && !line.Invariant.StartsWith("one debit", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Random events of a line, and the model of its debts.</summary>
    private sealed class Story(IServiceProvider services, ShopLine shop, Random random)
    {
        private readonly Postings _credit = services.GetRequiredService<Postings>();
        private readonly List<Item> _debts = [];
        private readonly List<(Guid Id, decimal Amount)> _payments = [];
        private readonly List<string> _told = [];
        private decimal _credited;

        public async Task<string> GoOnAsync()
        {
            _told.Add(await (random.Next(10) switch
            {
                0 or 1 => OweAsync(),
                2 or 3 or 4 => OrderAsync(),
                5 or 6 => PayAsync(),
                7 => BounceAsync(),
                8 => CorrectAsync(),
                _ => GiveBackAsync(),
            }));
            return string.Join("; ", _told);
        }

        public List<decimal> OpenOldestFirst()
        {
            var rest = _credited;
            return [.. _debts.Select(debt =>
            {
                var settled = Math.Min(debt.Amount, rest);
                rest -= settled;
                return debt.Amount - settled;
            })];
        }

        private decimal Some() => random.Next(1, 1_000_000) / 100m;

        private async Task<string> OweAsync()
        {
            var amount = Some();
            await _credit.AdjustAsync(shop.Wholesaler, shop.Line, amount, null, "office", "story", default);
            _debts.Add(new Item(null) { Amount = amount });
            return $"owe {amount}";
        }

        private async Task<string> OrderAsync()
        {
            var (order, amount) = (OrderId.New(), Some());
            await services.GetRequiredService<Reserve>().ExecuteAsync(
                new(shop.Wholesaler, shop.Line, "api", $"{order.Value}", [1], order, 1, amount, BooksUnderTest.Currency, "shop") { Approved = true }, default);
            if (random.Next(4) == 0)
            {
                return $"order {amount}, unconfirmed";
            }

            var part = random.Next(3) == 0 ? Math.Round(amount / 2, 2) : amount;
            part = part == 0 ? amount : part;
            await _credit.ConfirmAsync(new OrderCredit(shop.Wholesaler, shop.Line, order, 1, nameof(OrderStatus.Placed)), part, "approver", default);
            _debts.Add(new Item(order) { Amount = part });
            return $"order {amount}, confirmed for {part}";
        }

        private async Task<string> PayAsync()
        {
            var (id, amount) = (Guid.CreateVersion7(), Some());
            await _credit.ReceivePaymentAsync(shop.Wholesaler, shop.Line, id, $"{id}", amount, "office", default);
            _payments.Add((id, amount));
            _credited += amount;
            return $"pay {amount}";
        }

        private async Task<string> BounceAsync()
        {
            if (_payments.Count == 0)
            {
                return "nothing to bounce";
            }

            var (id, amount) = _payments[random.Next(_payments.Count)];
            _payments.Remove((id, amount));
            await _credit.ReversePaymentAsync(shop.Wholesaler, shop.Line, id, "office", "bounced", default);
            _credited -= amount;
            return $"bounce {amount}";
        }

        private async Task<string> CorrectAsync()
        {
            var amount = Some();
            await _credit.AdjustAsync(shop.Wholesaler, shop.Line, -amount, null, "office", "story", default);
            _credited += amount;
            return $"correct by -{amount}";
        }

        /// <summary>A confirmed order is delivered short, or called off.</summary>
        private async Task<string> GiveBackAsync()
        {
            if (_debts.Where(debt => debt is { Order: not null, Amount: > 0 }).ToList() is not { Count: > 0 } orders)
            {
                return "nothing to give back";
            }

            var debt = orders[random.Next(orders.Count)];
            var keep = random.Next(2) == 0 ? 0 : Math.Round(debt.Amount * 2 / 3, 2);
            var credit = new OrderCredit(shop.Wholesaler, shop.Line, debt.Order!.Value, 1, nameof(OrderStatus.Confirmed));
            await (keep == 0 ? _credit.ReleaseAsync(credit, "approver", "story", default) : _credit.DeliverAsync(credit, keep, "approver", default));
            var told = $"of {debt.Amount} keep {keep}";
            debt.Amount = keep;
            return told;
        }

        private sealed class Item(OrderId? order)
        {
            public OrderId? Order => order;

            public decimal Amount { get; set; }
        }
    }
}
