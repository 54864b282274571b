using Npgsql;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

public sealed class AmountTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("'NaN'")]
    [InlineData("'Infinity'")]
    [InlineData("null")]
    [InlineData("1e18")]
    [InlineData("1000000000000")]
    [InlineData("10.001")]
    public async Task What_is_no_amount_is_invalid_and_leaves_its_key_unused(string amount)
    {
        var shop = await books.OpenLineAsync();

        var answer = await books.AsServiceAsync(shop.Wholesaler, $"""
            select answer from credit_reserve('{shop.Wholesaler.Value}', '{shop.Line.Value}', 'api', 'the key', '\x01',
                gen_random_uuid(), 1, {amount}, 'NPR', 'shop', 2000)
            """);

        answer!.ToString()!.ShouldContain(CreditCodes.InvalidAmount);
        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
        (await shop.ReserveAsync(10, "the key")).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("0.01")]
    [InlineData("100000")]
    public async Task The_smallest_and_the_exact_amount_fit(string amount)
    {
        var shop = await books.OpenLineAsync();

        (await shop.ReserveAsync(decimal.Parse(amount))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_currency_is_a_mismatch_and_an_unknown_line_is_unknown()
    {
        var shop = await books.OpenLineAsync();
        (await shop.ReserveAsync(10, "the key", currency: "INR")).Code.ShouldBe(CreditCodes.CurrencyMismatch);

        var unknown = await books.AsServiceAsync(shop.Wholesaler, $"""
            select answer from credit_reserve('{shop.Wholesaler.Value}', gen_random_uuid(), 'api', 'the key', '\x01', gen_random_uuid(), 1, 0, 'INR', 'shop', 2000)
            """);

        unknown!.ToString()!.ShouldContain(CreditCodes.UnknownLine);
        (await shop.ReserveAsync(10, "the key")).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("10.001")]
    [InlineData("1000000000000")]
    public async Task A_payment_or_correction_that_is_no_amount_is_refused(string amount)
    {
        var shop = await books.OpenLineAsync();
        foreach (var post in new Func<decimal, Task<Posting>>[] { paid => shop.PayAsync(paid), owed => shop.OweAsync(owed, 1), limit => shop.LimitAsync(limit) })
        {
            var refused = await Should.ThrowAsync<Exception>(() => post(decimal.Parse(amount)));
            (refused as PostgresException ?? refused.InnerException as PostgresException)!.SqlState.ShouldBe("22003");
        }

        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
    }

    [Fact]
    public async Task A_line_of_another_wholesaler_is_unknown_and_its_order_cannot_be_released()
    {
        var shop = await books.OpenLineAsync();
        var foreign = await books.OpenLineAsync();
        var order = await foreign.PlacedAsync(10_000);

        (await new ShopLine(books, shop.Wholesaler, foreign.Retailer, foreign.Line).ReserveAsync(10)).Code.ShouldBe(CreditCodes.UnknownLine);
        (await shop.CancelAsync(order)).ShouldBeOfType<TransitionOutcome.Unknown>();
        (await shop.ConfirmAsync(order)).ShouldBeOfType<TransitionOutcome.Unknown>();
        (await Should.ThrowAsync<PostgresException>(() => shop.PostAsync(credit =>
            credit.ReleaseAsync(new(shop.Wholesaler, shop.Line, order, 1, nameof(OrderStatus.Placed)), "shop", "not mine", CancellationToken.None))))
            .SqlState.ShouldBe(OwnErrors.OtherState);

        (await foreign.BooksAsync()).ShouldBe(new Books(10_000, 10_000, "DEBIT 10000", "Placed"));
    }
}
