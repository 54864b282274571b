using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>Why credit is refused, in which precedence, and what an approval cures.</summary>
public sealed class PolicyTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    /// <summary>From the first that wins to the last.</summary>
    private static readonly (string Code, bool Curable, Func<BooksUnderTest, ShopLine, Task> Cause)[] Precedence =
    [
        (CreditCodes.RetailerSuspended, false, (books, shop) => books.AsOwnerAsync($"""
            select set_config('app.wholesaler', '{shop.Wholesaler.Value}', true);
            select retailer_stand('{shop.Wholesaler.Value}', '{shop.Retailer.Value}', 'Suspended', 'somebody', 'moved away', 1000)
            """)),
        (CreditCodes.CreditClosed, false, (_, shop) => shop.CloseAsync()),
        (CreditCodes.CreditBlocked, false, (_, shop) => shop.HoldAsync("Overdue payments")),
        (CreditCodes.Overdue, true, (_, shop) => shop.OweAsync(1_000, dueInDays: -1)),
        (CreditCodes.OrderTooLarge, true, (_, shop) => shop.TermsAsync("orderMaximum", 9_999)),
        (CreditCodes.InsufficientCredit, true, (_, shop) => shop.LimitAsync(5_000)),
    ];

    public static TheoryData<string> Codes => new(Precedence.Select(refusal => refusal.Code));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_first_refusal_wins_and_an_approval_cures_only_what_it_may(string code)
    {
        var shop = await books.OpenLineAsync();
        var at = Array.FindIndex(Precedence, refusal => refusal.Code == code);
        foreach (var (_, _, cause) in Precedence[at..])
        {
            await cause(books, shop);
        }

        var refused = await shop.ReserveAsync(10_000);
        var approved = await shop.ReserveAsync(10_000, approved: true);

        (refused.Outcome, refused.Code, refused.Curable).ShouldBe(("DECLINED", code, Precedence[at].Curable));
        (approved.IsAccepted, approved.Code).ShouldBe(Precedence[at].Curable ? (true, null) : (false, code));
        var entries = (await shop.BooksAsync()).Entries;
        entries.EndsWith("OVERRIDE 10000, DEBIT 10000", StringComparison.Ordinal).ShouldBe(Precedence[at].Curable, entries);
    }

    [Fact]
    public async Task A_frozen_line_takes_no_order_not_even_an_approved_one_but_payments()
    {
        var shop = await books.OpenLineAsync();
        await books.AsServiceAsync(shop.Wholesaler, $"select credit_freeze('{shop.Wholesaler.Value}', '{shop.Line.Value}', 'Hash 3 is wrong')");

        var refused = await shop.ReserveAsync(10_000, approved: true);

        (refused.Code, refused.Reason).ShouldBe((CreditCodes.CreditBlocked, "The line is being checked"));
        (await shop.PayAsync(1_000)).Available.ShouldBe(101_000);
    }

    [Theory]
    [InlineData("owe 10000 due -1", "pay 9999.99", true)]
    [InlineData("owe 10000 due -1", "pay 10000", false)]
    [InlineData("owe 10000 due -1, owe 10000 due 5", "pay 10000", false)]
    [InlineData("owe 10000 due 5, owe 10000 due -1", "pay 10000", true)]
    [InlineData("owe 10000 due 5, owe 10000 due -1", "pay 20000", false)]
    [InlineData("owe 10000 due -5", "grace 6", false)]
    [InlineData("owe 10000 due -5", "grace 4", true)]
    [InlineData("owe 10000 due -5, owe -10000 due 0", "grace 0", false)]
    public async Task Overdue_is_what_payments_to_the_oldest_debts_leave_open_past_due_date_and_grace(string owed, string then, bool overdue)
    {
        var shop = await books.OpenLineAsync();
        foreach (var debt in owed.Split(", ").Select(debt => debt.Split(' ')))
        {
            await shop.OweAsync(decimal.Parse(debt[1]), int.Parse(debt[3]));
        }

        var (what, figure) = (then.Split(' ')[0], decimal.Parse(then.Split(' ')[1]));
        await (what == "pay" ? shop.PayAsync(figure) : shop.TermsAsync("graceDays", (int)figure));

        (await shop.ReserveAsync(1)).Code.ShouldBe(overdue ? CreditCodes.Overdue : null);
    }

    [Fact]
    public async Task An_order_that_asks_for_approval_is_approved_once_and_after_a_hold_is_lifted()
    {
        var shop = await books.OpenLineAsync();
        var order = (await shop.PlaceAsync(100_001, askApproval: true)).Order!;
        order.Status.ShouldBe(OrderStatus.AwaitingApproval);
        Task<TransitionOutcome> ApproveAsync() => shop.RunAsync(services =>
            services.GetRequiredService<ApproveOrder>().ExecuteAsync(shop.Wholesaler, order.Id, null, "approver", CancellationToken.None));
        await shop.HoldAsync("Overdue payments");

        (await ApproveAsync()).ShouldBeOfType<TransitionOutcome.Refused>().Decision.Code.ShouldBe(CreditCodes.CreditBlocked);
        await shop.HoldAsync(null);
        var answers = await StartLine.RunAsync(4, start => shop.RunAsync(services =>
            services.GetRequiredService<ApproveOrder>().ExecuteAsync(shop.Wholesaler, order.Id, null, "approver", CancellationToken.None), start));

        answers.OfType<TransitionOutcome.Done>().ShouldHaveSingleItem().Credit.Available.ShouldBe(-1);
        answers.OfType<TransitionOutcome.NotNow>().Count().ShouldBe(3);
        (await shop.BooksAsync()).ShouldBe(new Books(100_001, 100_001, "HOLD 0, RELEASE_HOLD 0, OVERRIDE 100001, DEBIT 100001", "Placed"));
        var broken = (await books.AuditAsync()).Where(line => line.Breaches > 0).Select(line => line.Invariant);
        // Credit that this class's tests reserve without an order.
        broken.ShouldBeSubsetOf(["what a line holds is what its placed orders hold", "one debit per accepted order, none without an order"]);
    }
}
