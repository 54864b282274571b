using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>One key is one decision.</summary>
public sealed class KeyTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Rounds = 100;

    [Fact]
    public async Task One_key_asked_ten_times_at_once_is_decided_once_and_answered_alike()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            var placed = await StartLine.RunAsync(10, start => shop.PlaceAsync(30_000, $"key of {shop.Line}", start));

            placed.Count(outcome => outcome.Order is not null).ShouldBe(1);
            placed.Count(outcome => outcome.Decision.Replayed).ShouldBe(9);
            placed.Select(outcome => outcome.Decision with { Replayed = false }).Distinct().ShouldHaveSingleItem().IsAccepted.ShouldBeTrue();
            (await shop.BooksAsync()).ShouldBe(new Books(30_000, 30_000, "DEBIT 30000", "Placed"));
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task One_key_for_two_lines_at_once_is_a_conflict_for_all_of_one_line()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var shops = await books.OpenLinesAsync(2);

            var placed = await StartLine.RunAsync([.. Enumerable.Range(0, 10)
                .Select(at => (Func<StartLine, Task<PlaceOutcome>>)(start => shops[at % 2].PlaceAsync(30_000, "the key", start)))]);

            placed.Count(outcome => outcome.Decision.IsAccepted).ShouldBe(5);
            placed.Count(outcome => outcome.Decision.Code == CreditCodes.IdempotencyConflict).ShouldBe(5);
            var kept = await Task.WhenAll(shops.Select(shop => shop.BooksAsync()));
            kept.Select(line => line.Used).Order().ShouldBe([0, 30_000]);
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task A_key_asked_again_for_another_amount_is_a_conflict_without_effect()
    {
        var shop = await books.OpenLineAsync();
        await shop.PlaceAsync(30_000, "the key");

        var other = (await shop.PlaceAsync(30_001, "the key")).Decision;

        (other.Outcome, other.Code).ShouldBe(("INVALID", CreditCodes.IdempotencyConflict));
        (await shop.BooksAsync()).Used.ShouldBe(30_000);
    }

    [Fact]
    public async Task A_key_asked_again_with_another_name_of_the_goods_or_further_zeros_is_the_same_wish()
    {
        var shop = await books.OpenLineAsync();
        var first = (await shop.PlaceAsync(30_000, "the key", name: "Sugar 50 kg")).Decision;

        foreach (var same in new[] { 30_000m, 30_000.0m, 30_000.00m, 3e4m })
        {
            (await shop.PlaceAsync(same, "the key", name: "Sugar, white, 50 kg")).Decision.ShouldBe(first with { Replayed = true });
        }

        (await shop.PlaceAsync(30_000.01m, "the key")).Decision.Code.ShouldBe(CreditCodes.IdempotencyConflict);
        (await shop.BooksAsync()).ShouldBe(new Books(30_000, 30_000, "DEBIT 30000", "Placed"));
    }

    [Fact]
    public async Task A_declined_key_stays_declined_although_the_money_is_there_now()
    {
        var shop = await books.OpenLineAsync();
        (await shop.PlaceAsync(100_001, "the key")).Decision.IsDeclined.ShouldBeTrue();
        await shop.LimitAsync(200_000);

        var again = (await shop.PlaceAsync(100_001, "the key")).Decision;

        (again.IsDeclined, again.Replayed, again.Limit).ShouldBe((true, true, 100_000));
        (await shop.PlaceAsync(100_001, "another key")).Decision.IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_payment_reference_at_once_from_ten_sides_credits_once()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            var reference = $"cheque of {shop.Line}";
            var paid = await StartLine.RunAsync(10, start => shop.PayAsync(1_000, reference: reference, start: start));

            paid.Count(posting => posting.EntryId is not null).ShouldBe(1);
            paid.Select(posting => posting.PaymentId).Distinct().ShouldHaveSingleItem();
            paid.ShouldAllBe(posting => posting.Code == null);
            (await shop.PayAsync(1_001, reference: reference)).Code.ShouldBe(CreditCodes.IdempotencyConflict);
            (await shop.BooksAsync()).ShouldBe(new Books(-1_000, 0, "CREDIT 1000", ""));
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task A_COMMIT_that_goes_along_is_reached_only_by_what_is_decided_now()
    {
        var shop = await books.OpenLineAsync();
        var end = new PlaceEnd();
        var first = (await shop.PlaceAsync(100, "one", end: end)).Decision;
        var refused = (await shop.PlaceAsync(100_000, "two", end: end)).Decision;
        (first.IsAccepted, refused.IsDeclined, first.Replayed).ShouldBe((true, true, false));

        async Task<Decision> AgainAsync(decimal amount, string key)
        {
            var outcome = await shop.PlaceAsync(amount, key, end: end);
            outcome.Order.ShouldBeNull();
            return outcome.Decision;
        }

        (await AgainAsync(100, "one")).ShouldBe(first with { Replayed = true });
        (await AgainAsync(100_000, "two")).ShouldBe(refused with { Replayed = true });
        (await AgainAsync(200, "one")).Code.ShouldBe(CreditCodes.IdempotencyConflict);
        (await AgainAsync(0, "three")).Code.ShouldBe(CreditCodes.InvalidAmount);
        (await shop.BooksAsync()).ShouldBe(new Books(100, 100, "DEBIT 100", "Placed"));
        await books.HoldAsync();
    }
}
