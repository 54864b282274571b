using Npgsql;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>Whatever the service asks of the ledger's functions, what makes no sense is a clear error, and nothing is written.</summary>
public sealed class DoorTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const string NoAmount = PostgresErrorCodes.NumericValueOutOfRange;
    private const string NotGiven = PostgresErrorCodes.InvalidParameterValue;

    /// <summary>Each function that takes money, with what it takes by exception: no limit, a correction downwards.</summary>
    private static readonly Dictionary<string, (string Call, string[] Takes)> Money = new()
    {
        ["credit_open_line"] = ("credit_open_line(@wholesaler, gen_random_uuid(), @retailer, 'NPR', @amount, 15, 'office')", ["0"]),
        ["credit_set_terms"] = ("credit_set_terms(@wholesaler, @line, jsonb_build_object('limit', (@amount)::text), 'office', 'reviewed', 2000)", ["0"]),
        ["credit_set_terms, the most per order"] = ("credit_set_terms(@wholesaler, @line, jsonb_build_object('orderMaximum', (@amount)::text), 'office', 'reviewed', 2000)", ["null"]),
        ["credit_set_temporary_limit"] = ("credit_set_temporary_limit(@wholesaler, @line, @amount, null, now() + interval '9 days', 'office', 'season', 2000)", ["0", "null"]),
        ["credit_receive_payment"] = ("credit_receive_payment(@wholesaler, @line, gen_random_uuid(), 'receipt', @amount, 'office', 2000)", []),
        ["credit_adjust"] = ("credit_adjust(@wholesaler, @line, @amount, null, 'office', 'found', 2000)", ["-1"]),
        ["credit_confirm"] = ("credit_confirm(@wholesaler, @line, @placed, 1, @amount, 'approver', 2000)", []),
        ["credit_deliver"] = ("credit_deliver(@wholesaler, @line, @confirmed, 1, @amount, 'approver', 2000)", []),
        ["credit_raise"] = ("credit_raise(@wholesaler, @line, @placed, 2, @amount, 'shop', 2000)", []),
        ["credit_reserve"] = ("answer from credit_reserve(@wholesaler, @line, 'api', 'the key', '\\x01', gen_random_uuid(), 1, @amount, 'NPR', 'shop', 2000)", []),
        ["order_place"] = ("answer from order_place(@wholesaler, @line, 'api', 'the key', '\\x01', @amount, 'NPR', 'shop', 2000, jsonb_build_object('id', gen_random_uuid(), 'retailer', @retailer, 'channel', 'api', 'confirmWithin', 7200, 'maxHold', 86400), '[]', '[]', null, null, false)", []),
    };

    public static TheoryData<string, string> Amounts => new(
        from function in Money
        from amount in new[] { "'NaN'", "'Infinity'", "'-Infinity'", "null", "-1", "0", "10.001", "1e12" }
        where !function.Value.Takes.Contains(amount)
        select (function.Key, amount));

    [Theory]
    [MemberData(nameof(Amounts))]
    public async Task What_is_no_amount_is_refused_by_every_function_that_takes_money(string function, string amount)
    {
        var (shop, placed, confirmed) = await TradedAsync();
        var before = await shop.BooksAsync();
        var call = Money[function].Call.Replace("@amount", $"{amount}::numeric", StringComparison.Ordinal)
            .Replace("@placed", $"'{placed.Value}'", StringComparison.Ordinal).Replace("@confirmed", $"'{confirmed.Value}'", StringComparison.Ordinal);

        string answer;
        try
        {
            answer = (await AskAsync(shop, call))!.ToString()!;
        }
        catch (PostgresException refused)
        {
            answer = refused.SqlState;
        }

        answer.ShouldContain(function is "credit_reserve" or "order_place" ? CreditCodes.InvalidAmount : NoAmount);
        (await shop.BooksAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task No_function_that_takes_money_is_left_out_above() =>
        (await books.Database.AskAsync<string>($"""
            select p.proname::text as "Value" from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef and ('numeric'::regtype = any (p.proargtypes) or p.proname = 'credit_set_terms')
            """)).Except(Money.Keys).ShouldBeEmpty();

    [Theory]
    [InlineData("credit_confirm(@wholesaler, @line, @placed, 1, 60, 'approver', 2000)", "under version 2, not under 1")]
    [InlineData("credit_confirm(@wholesaler, @line, @placed, 3, 60, 'approver', 2000)", "under version 2, not under 3")]
    [InlineData("credit_confirm(@wholesaler, @line, @placed, null, 60, 'approver', 2000)", "not under none")]
    [InlineData("credit_confirm(@wholesaler, @line, @confirmed, 1, 100, 'approver', 2000)", "it is owed")]
    [InlineData("credit_confirm(@wholesaler, @line, @cancelled, 1, 100, 'approver', 2000)", "it has been given back")]
    [InlineData("credit_confirm(@wholesaler, @line, gen_random_uuid(), 1, 100, 'approver', 2000)", "it holds nothing yet")]
    [InlineData("credit_deliver(@wholesaler, @line, @placed, 2, 60, 'approver', 2000)", "it is held")]
    [InlineData("credit_deliver(@wholesaler, @line, @confirmed, 2, 100, 'approver', 2000)", "under version 1, not under 2")]
    [InlineData("credit_raise(@wholesaler, @line, @placed, 2, 5, 'shop', 2000)", "under version 2, not under 1")]
    [InlineData("credit_raise(@wholesaler, @line, @placed, 4, 5, 'shop', 2000)", "under version 2, not under 3")]
    [InlineData("credit_raise(@wholesaler, @line, @confirmed, 2, 5, 'shop', 2000)", "it is owed")]
    [InlineData("credit_release(@wholesaler, @line, @placed, 1, 'Placed', 'shop', 'cancelled', 2000)", "under version 2, not under 1")]
    [InlineData("credit_release(@wholesaler, @line, @placed, 2, 'Confirmed', 'shop', 'cancelled', 2000)", "it is held")]
    [InlineData("credit_release(@wholesaler, @line, @placed, 2, 'AwaitingApproval', 'shop', 'cancelled', 2000)", "it is held")]
    [InlineData("credit_release(@wholesaler, @line, @placed, 2, null, 'shop', 'cancelled', 2000)", "in no state")]
    [InlineData("credit_release(@wholesaler, @line, @confirmed, 1, 'Placed', 'shop', 'cancelled', 2000)", "it is owed")]
    [InlineData("credit_release(@wholesaler, @line, @cancelled, 1, 'Placed', 'shop', 'cancelled', 2000)", "it has been given back")]
    public async Task Another_version_or_state_of_the_order_is_refused(string call, string why)
    {
        var (shop, placed, confirmed) = await TradedAsync();
        var cancelled = await shop.PlacedAsync(100);
        await shop.CancelAsync(cancelled);
        await AskAsync(shop, $"credit_raise(@wholesaler, @line, '{placed.Value}', 2, 10, 'shop', 2000)");
        var before = await shop.BooksAsync();

        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync(shop, call.Replace("@placed", $"'{placed.Value}'", StringComparison.Ordinal)
            .Replace("@confirmed", $"'{confirmed.Value}'", StringComparison.Ordinal).Replace("@cancelled", $"'{cancelled.Value}'", StringComparison.Ordinal)));

        (refused.SqlState, refused.MessageText).ShouldSatisfyAllConditions(
            error => error.SqlState.ShouldBe(OwnErrors.OtherState), error => error.MessageText.ShouldContain(why));
        (await shop.BooksAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_risen_order_is_confirmed_in_part_and_given_back_under_its_own_version()
    {
        var (shop, placed, _) = await TradedAsync();
        await AskAsync(shop, $"credit_raise(@wholesaler, @line, '{placed.Value}', 2, 10, 'shop', 2000)");
        await AskAsync(shop, $"credit_confirm(@wholesaler, @line, '{placed.Value}', 2, 40, 'approver', 2000)");
        await AskAsync(shop, $"credit_deliver(@wholesaler, @line, '{placed.Value}', 2, 30, 'approver', 2000)");
        await AskAsync(shop, $"credit_release(@wholesaler, @line, '{placed.Value}', 2, 'Dispatched', 'approver', 'came back', 2000)");

        (await shop.BooksAsync()).Entries.ShouldEndWith("DEBIT 50, DEBIT 10, REVERSAL 20, CONFIRM 40, REVERSAL 10, REVERSAL 30");
        (await shop.BooksAsync()).Used.ShouldBe(100);
        await Should.ThrowAsync<PostgresException>(() => AskAsync(shop, $"credit_confirm(@wholesaler, @line, '{placed.Value}', 2, 61, 'approver', 2000)"));
    }

    [Fact]
    public async Task Another_version_is_reserved_only_in_the_place_of_the_one_that_holds()
    {
        var shop = await books.OpenLineAsync();
        var order = OrderId.New();
        async Task<string> ReserveAsync(int version, string key, string replaces = "") => (string)(await AskAsync(
            shop, $"answer from credit_reserve(@wholesaler, @line, 'cart', '{key}', '\\x01', '{order.Value}', {version}, 100, 'NPR', 'shop', 2000{replaces})"))!;
        (await ReserveAsync(1, "one")).ShouldContain("ACCEPTED");

        foreach (var version in new[] { 2, 1, 0 })
        {
            (await ReserveAsync(version, "two")).ShouldBe("""{"code": "INVALID_TRANSITION", "reason": "The order has its credit under version 1.", "outcome": "INVALID"}""");
        }

        (await shop.BooksAsync()).ShouldBe(new Books(100, 100, "DEBIT 100", ""));
        (await ReserveAsync(2, "two", $", false, '{order.Value}', 1")).ShouldContain("ACCEPTED");
        (await shop.BooksAsync()).ShouldBe(new Books(100, 100, "DEBIT 100, REVERSAL 100, DEBIT 100", ""));
        await AskAsync(shop, $"credit_release(@wholesaler, @line, '{order.Value}', 2, 'Placed', 'shop', 'cancelled', 2000)");
        (await ReserveAsync(2, "three")).ShouldContain("INVALID_TRANSITION");
        (await ReserveAsync(3, "three")).ShouldContain("ACCEPTED");
    }

    [Theory]
    [InlineData("credit_hold(@wholesaler, @line, null, 'office', 2000)", OwnErrors.NotOnHold)]
    [InlineData("credit_hold(@wholesaler, @line, '', 'office', 2000)", NotGiven)]
    [InlineData("credit_hold(@wholesaler, @line, ' ', 'office', 2000)", NotGiven)]
    [InlineData("credit_open_line(@wholesaler, gen_random_uuid(), @retailer, 'INR', 10, 15, 'office')", NotGiven)]
    [InlineData("credit_open_line(@wholesaler, gen_random_uuid(), @retailer, 'NPR', 10, -1, 'office')", NotGiven)]
    [InlineData("credit_open_line(@wholesaler, gen_random_uuid(), @retailer, 'NPR', 10, null, 'office')", NotGiven)]
    [InlineData("credit_set_terms(@wholesaler, @line, '{\"termsDays\": -1}', 'office', 'reviewed', 2000)", NotGiven)]
    [InlineData("credit_set_terms(@wholesaler, @line, '{\"graceDays\": -1}', 'office', 'reviewed', 2000)", NotGiven)]
    [InlineData("credit_receive_payment(@wholesaler, @line, gen_random_uuid(), null, 10, 'office', 2000)", NotGiven)]
    [InlineData("credit_receive_payment(@wholesaler, @line, gen_random_uuid(), ' ', 10, 'office', 2000)", NotGiven)]
    [InlineData("credit_receive_payment(@wholesaler, @line, null, 'receipt', 10, 'office', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, null, 'key', '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'web', 'key', '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'price', 'key', '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', null, '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', '', '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', repeat('k', 201), '\\x01', gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', 'key', null, gen_random_uuid(), 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', 'key', '\\x01', null, 1, 10, 'NPR', 'shop', 2000)", NotGiven)]
    [InlineData("credit_reserve(@wholesaler, @line, 'api', 'key', '\\x01', gen_random_uuid(), null, 10, 'NPR', 'shop', 2000)", NotGiven)]
    public async Task What_is_missing_or_no_such_thing_is_told_in_words(string call, string error)
    {
        var shop = await books.OpenLineAsync();

        (await Should.ThrowAsync<PostgresException>(() => AskAsync(shop, call))).SqlState.ShouldBe(error);

        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
    }

    [Fact]
    public async Task A_payments_reference_and_id_each_stand_for_one_payment()
    {
        var shops = await books.OpenLinesAsync(2);
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (await shops[0].PayAsync(100, one, "R-1")).EntryId.ShouldNotBeNull();
        (await shops[0].PayAsync(100, other, "R-2")).EntryId.ShouldNotBeNull();

        foreach (var (shop, amount, id, reference, stands, code) in new (ShopLine, decimal, Guid, string, Guid, string?)[]
        {
            (shops[0], 100, one, "R-1", one, null),
            (shops[0], 100, Guid.CreateVersion7(), "R-1", one, null),
            (shops[0], 101, one, "R-1", one, CreditCodes.IdempotencyConflict),
            (shops[0], 100, one, "R-3", one, CreditCodes.IdempotencyConflict),
            (shops[0], 100, one, "R-2", other, CreditCodes.IdempotencyConflict),
            (shops[1], 100, one, "R-1", one, CreditCodes.IdempotencyConflict),
            (shops[1], 100, Guid.CreateVersion7(), "R-1", one, CreditCodes.IdempotencyConflict),
        })
        {
            var again = await shop.PayAsync(amount, id, reference);
            (again.EntryId, again.PaymentId, again.Code).ShouldBe((null, stands, code));
        }

        (await shops[0].BooksAsync()).ShouldBe(new Books(-200, 0, "CREDIT 100, CREDIT 100", ""));
        (await shops[1].BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
    }

    /// <summary>A line that has a confirmed order of 100 and a placed one of 50.</summary>
    private async Task<(ShopLine Shop, OrderId Placed, OrderId Confirmed)> TradedAsync()
    {
        var shop = await books.OpenLineAsync();
        var confirmed = await shop.PlacedAsync(100);
        await shop.ConfirmAsync(confirmed);
        return (shop, await shop.PlacedAsync(50), confirmed);
    }

    private Task<object?> AskAsync(ShopLine shop, string call) => books.AsServiceAsync(shop.Wholesaler, $"select {call}"
        .Replace("@wholesaler", $"'{shop.Wholesaler.Value}'", StringComparison.Ordinal).Replace("@line", $"'{shop.Line.Value}'", StringComparison.Ordinal)
        .Replace("@retailer", $"'{shop.Retailer.Value}'::uuid", StringComparison.Ordinal));
}
