using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>
/// Each invariant seen red: a copy of traded books is broken past all guards, and the audit names that invariant, those
/// that cannot but break with it, and the one line; the nightly job freezes that line and no other.
/// </summary>
public abstract class AuditOfBreaches(TradedBooks traded)
{
    /// <summary>Classes run beside each other, the cases of one do not: the breaches are dealt out to so many.</summary>
    private const int Hands = 3;

    private const string Chain = "the hash chain";
    private const string Balances = "each entry's balances";
    private const string Sums = "the line's figures";
    private const string Kinds = "used is debits less";
    private const string Open = "what is open of a line's debts";
    private const string Heads = "the chain still has";
    private const string Once = "one debit per accepted order";
    private const string Keys = "every key has one outcome";
    private const string Holds = "what a line holds";
    private const string States = "order state, transitions";
    private const string Reversals = "reversals never exceed";
    private const string Comes = "what a confirmed order takes up";
    private const string Over = "no debit went over";
    private const string Payments = "a payment credits once";
    private const string Terms = "limit, hold and closing";

    /// <summary>The confirmed order's debit, as the second use of the override of another order.</summary>
    private const string UsedTwice = """
        update ledger_entry e set limit_at = 1, override_id = o.id, order_id = o.order_id, order_version = 2 from ledger_entry o
        where o.line_id = @line and o.kind = 'OVERRIDE' and e.line_id = @line and e.kind = 'DEBIT'
            and e.order_id = (select id from sales_order where line_id = @line and status = 'Confirmed')
        """;

    /// <summary>An invariant's first words, what breaks it on one line, and which others break with it.</summary>
    private static readonly TheoryData<string, string, string[]> Breaches = new()
    {
        { "seq is gapless", "update ledger_entry set seq = seq + 100 where line_id = @line and seq = (select seq from credit_line where id = @line)", [Chain, Heads] },
        { "seq is gapless", "update credit_line set seq = seq + 1 where id = @line", [] },
        { "seq is gapless", "delete from ledger_entry where line_id = @line and kind = 'ADJUSTMENT'", [Sums, Kinds] },
        { Balances, "update ledger_entry set used_after = used_after + 1 where line_id = @line and kind = 'CREDIT'", [Chain] },
        { Balances, "update ledger_entry set held_after = held_after + 1 where line_id = @line and kind = 'CREDIT'", [Chain] },
        { Sums, "update credit_line set used = used + 1 where id = @line", [Kinds, Open] },
        { Sums, "update credit_line set held = held + 1 where id = @line", [Holds, Open] },
        { Holds, "update sales_order set total = total + 1 where line_id = @line and status = 'Placed'", [] },
        { "time never goes back", "update ledger_entry set at = at - interval '1 day' where line_id = @line and kind = 'CREDIT'", [Chain] },
        { Over, "update ledger_entry set limit_at = 1 where line_id = @line and kind = 'DEBIT'", [Chain] },
        { Over, "update ledger_entry set override_id = gen_random_uuid() where line_id = @line and kind = 'DEBIT' and over_limit", [Chain] },
        { Over, "update ledger_entry set order_id = (select id from sales_order where line_id = @line and status = 'Placed') where line_id = @line and kind = 'OVERRIDE'", [Chain] },
        { Over, "update ledger_entry set amount = amount - 1 where line_id = @line and kind = 'OVERRIDE'", [Chain] },
        { Over, UsedTwice, [Chain, Once, Keys, Reversals, Comes] },
        { "amounts are not negative", "update ledger_entry set amount = -amount where line_id = @line and kind = 'LIMIT'", [Chain, Terms] },
        { "amounts are not negative", "update sales_order set currency = 'INR' where line_id = @line and status = 'Placed'", [] },
        { "amounts are not negative", "update ledger_entry set amount = 'NaN' where line_id = @line and kind = 'LIMIT'", [Chain, Terms] },
        { Terms, "update credit_line set limit_amount = limit_amount * 10 where id = @line", [] },
        { Terms, "update credit_line set hold_reason = 'held by nobody' where id = @line", [] },
        { Terms, "update credit_line set status = 'Closed' where id = @line", [] },
        { Terms, "update credit_line set temporary_limit = 5, temporary_from = now(), temporary_until = now() where id = @line", [] },
        { States, "update sales_order set decided_at = null where line_id = @line and status = 'Confirmed'", [] },
        { States, "delete from order_transition where order_id in (select id from sales_order where line_id = @line and status = 'Cancelled')", [] },
        { Once, "update ledger_entry set order_version = 2 where line_id = @line and kind = 'DEBIT'", [Chain, Keys] },
        { Once, "delete from sales_order where line_id = @line and status = 'Expired'", [] },
        { Reversals, "update ledger_entry set amount = amount + 1 where line_id = @line and kind = 'REVERSAL'", [Chain, Kinds] },
        { Reversals, "update sales_order set status = 'Rejected' where line_id = @line and status = 'Placed'", [States, Holds] },
        { Comes, "update sales_order set confirmed_total = total - 1 where line_id = @line and status = 'Confirmed'", [] },
        { Comes, "update sales_order set delivered_total = total + 1 where line_id = @line and status = 'Confirmed'", [] },
        { States, "drop index order_transition_one_end; insert into order_transition select wholesaler_id, order_id, seq + 1, to_status, to_status, actor, reason, at from order_transition where to_status = 'Cancelled' and order_id in (select id from sales_order where line_id = @line)", [] },
        { States, "update order_transition set from_status = 'AwaitingApproval' where to_status = 'Confirmed' and order_id in (select id from sales_order where line_id = @line)", [] },
        { States, "update sales_order set status = 'Dispatched' where line_id = @line and status = 'Confirmed'", [] },
        { States, "update order_transition set to_status = 'Placed' where to_status = 'Cancelled' and order_id in (select id from sales_order where line_id = @line)", [] },
        { "every entry has its actor", "update ledger_entry set actor = '' where line_id = @line and kind = 'CREDIT'", [Chain] },
        { "every entry has its actor", "update ledger_entry set order_id = null where line_id = @line and kind = 'CONFIRM'", [Chain, States] },
        { "every entry has its actor", "update ledger_entry set payment_id = null where line_id = @line and kind = 'CREDIT'", [Chain, Payments] },
        { Keys, "update credit_decision set answer = null where line_id = @line", [] },
        { Keys, "update credit_decision set answer = replace(answer, 'ACCEPTED', 'DECLINED') where line_id = @line", [] },
        { Keys, "update credit_decision set answer = replace(answer, 'DECLINED', 'ACCEPTED') where line_id = @line", [] },
        { Payments, "update payment set amount = amount + 1 where line_id = @line", [] },
        { Payments, "insert into payment select wholesaler_id, gen_random_uuid(), id, 'never credited', 1, now() from credit_line where id = @line", [] },
        { Payments, "update ledger_entry set amount = amount + 1 where line_id = @line and kind = 'PAYMENT_REVERSAL'", [Chain, Kinds] },
        { Open, "update debt set open = open - 1 where line_id = @line and seq = (select min(seq) from debt where line_id = @line)", [] },
        { "payments settled the oldest", "update debt set open = case when open = amount then open - 1000 else open + 1000 end where line_id = @line", [] },
        { "no order expired early", "update sales_order set expires_at = decided_at + interval '1 second' where line_id = @line and status = 'Expired'", [] },
        { "no order expired early", "update sales_order set expires_at = placed_at where line_id = @line and status = 'Confirmed'", [] },
        { Kinds, "update ledger_entry set amount = amount + 1 where line_id = @line and kind = 'CREDIT'", [Chain, Payments] },
        { Chain, "update ledger_entry set reason = 'another' where line_id = @line and seq = 2", [] },
        { Chain, "update credit_line set hash = sha256('another') where id = @line", [] },
        { Chain, "update ledger_entry set previous_hash = sha256('another') where line_id = @line and seq = 1", [] },
        { Heads, MadeAnew, [] },
        { "seq is gapless", "delete from ledger_entry where line_id = @line and seq = 1", [Terms] },
        { Heads, LastRemoved, [Holds, Once, Keys] },
    };

    /// <summary>The owner takes the last entry out and sets the line back to the one before it, so that chain and sums agree.</summary>
    private const string LastRemoved = """
        delete from ledger_entry where line_id = @line and seq = (select seq from credit_line where id = @line);
        update credit_line l set seq = e.seq, hash = e.hash, used = e.used_after, held = e.held_after, last_at = e.at
            from ledger_entry e where l.id = @line and e.line_id = l.id and e.seq = l.seq - 1
        """;

    /// <summary>The owner changes an entry and makes the whole chain after it anew, so that it verifies.</summary>
    private const string MadeAnew = """
        do $body$ declare e ledger_entry; before bytea := sha256(convert_to(@line, 'UTF8')); begin
            for e in select * from ledger_entry where line_id = @line order by seq loop
                if e.seq = 2 then e.reason := 'another'; end if;
                e.previous_hash := before;
                before := ledger_hash(e, 2::smallint);
                update ledger_entry set reason = e.reason, previous_hash = e.previous_hash, hash = before where line_id = @line and seq = e.seq;
            end loop;
            update credit_line set hash = before where id = @line;
        end $body$
        """;

    protected static IEnumerable<ITheoryDataRow> Dealt(int hand) => Breaches.Where((_, place) => place % Hands == hand);

    protected async Task IsFoundAsync(string invariant, string breach, string[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        await using var books = await traded.CopyAsync();
        await BreakAsync(books, breach);

        var broken = (await books.AuditAsync()).Where(line => line.Breaches > 0).ToList();
        broken.Select(line => line.Invariant).ShouldAllBe(found => others.Append(invariant).Any(words => found.StartsWith(words, StringComparison.Ordinal)));
        broken.Count.ShouldBe(1 + others.Length, string.Join('\n', broken));
        broken.ShouldAllBe(line => line.Lines.Single() == new BrokenLine(traded.Shop.Wholesaler, traded.Shop.Line));

        var failed = await Should.ThrowAsync<InvalidOperationException>(() => books.Services.GetRequiredService<AuditLedger>().RunAsync(CancellationToken.None));
        failed.Message.ShouldContain(invariant);
        failed.Message.ShouldContain(traded.Shop.Line.Value.ToString());
        (await books.Database.AskAsync<Guid>($"select id as \"Value\" from credit_line where frozen_reason is not null")).ShouldBe([traded.Shop.Line.Value]);
        (await books.Line(traded.Shop).PlaceAsync(1)).Decision.Code.ShouldBeOneOf(CreditCodes.CreditBlocked, CreditCodes.CreditClosed);
        (await books.Line(traded.Neighbour).PlaceAsync(1)).Decision.IsAccepted.ShouldBeTrue();
        (await books.Line(traded.Stranger).PlaceAsync(1)).Decision.IsAccepted.ShouldBeTrue();
    }

    protected Task BreakAsync(BooksUnderTest books, string breach) => books.BreakAsync($"""
        do $$ declare c text; begin
            for c in select conname from pg_constraint where conrelid = 'ledger_entry'::regclass and contype = 'c' loop
                execute format('alter table ledger_entry drop constraint %I', c);
            end loop;
        end $$;
        drop index ledger_one_credit_per_payment;
        {breach.Replace("@line", $"'{traded.Shop.Line.Value}'", StringComparison.Ordinal)}
        """);
}

public sealed class AuditTests(TradedBooks traded) : AuditOfBreaches(traded), IClassFixture<TradedBooks>
{
    private readonly TradedBooks traded = traded;

    public static IEnumerable<ITheoryDataRow> Mine => Dealt(0);

    [Theory]
    [MemberData(nameof(Mine))]
    public Task A_planted_breach_is_found_and_its_line_frozen(string invariant, string breach, string[] others) => IsFoundAsync(invariant, breach, others);

    [Theory]
    [InlineData("no unconfirmed order holds", "update sales_order set expires_at = clock_now() - interval '2 minutes' where line_id = @line and status = 'Placed'")]
    [InlineData("the service's role", "grant update on ledger_entry to ordering_service")]
    [InlineData("the service's role", "grant update (used) on credit_line to ordering_service")]
    [InlineData("the books' triggers", "alter table ledger_entry disable trigger ledger_no_change")]
    [InlineData("the books' triggers", "alter table sales_order disable row level security")]
    [InlineData("the audit sees every", "drop policy reads_all on credit_line; create policy reads_most on credit_line for select to ordering_reader using (id <> @line)")]
    [InlineData("a shop's standing", "update retailer set status = 'Suspended' where id = (select retailer_id from credit_line where id = @line)")]
    [InlineData("a shop's standing", EventLost)]
    [InlineData("a shop's standing", WasSuspended)]
    public async Task What_is_no_fault_of_a_lines_figures_fails_the_run_and_freezes_nothing(string invariant, string breach)
    {
        await using var books = await traded.CopyAsync();
        await BreakAsync(books, breach);

        (await books.AuditAsync()).First(line => line.Breaches > 0).Invariant.ShouldStartWith(invariant);
        (await Should.ThrowAsync<InvalidOperationException>(() => books.Services.GetRequiredService<AuditLedger>().RunAsync(CancellationToken.None)))
            .Message.ShouldStartWith($"BROKEN  {invariant}");
        (await books.Database.AskAsync<Guid>($"select id as \"Value\" from credit_line where frozen_reason is not null")).ShouldBeEmpty();
    }

    private const string EventLost = """
        insert into retailer_standing (wholesaler_id, retailer_id, seq, status, actor, at)
            select l.wholesaler_id, l.retailer_id, s.seq, s.status, 'somebody', clock_now() from credit_line l,
                (values (1, 'Suspended'), (2, 'Active')) s (seq, status)
            where l.id = @line;
        alter table retailer_standing disable trigger standing_no_change;
        delete from retailer_standing where seq = 1;
        alter table retailer_standing enable trigger standing_no_change
        """;

    /// <summary>As if it had been suspended before its first order, and let in again after its last one.</summary>
    private const string WasSuspended = """
        insert into retailer_standing (wholesaler_id, retailer_id, seq, status, actor, at)
            select l.wholesaler_id, l.retailer_id, s.seq, s.status, 'somebody', s.at from credit_line l,
                (values (1, 'Suspended', '-infinity'::timestamptz), (2, 'Active', clock_now())) s (seq, status, at)
            where l.id = @line
        """;

    [Fact]
    public async Task Sound_books_are_found_sound()
    {
        await using var books = await traded.CopyAsync();

        await books.HoldAsync();
        (await books.Services.GetRequiredService<AuditLedger>().RunAsync(CancellationToken.None)).ShouldBe(0);
    }
}

public sealed class SecondAuditTests(TradedBooks traded) : AuditOfBreaches(traded), IClassFixture<TradedBooks>
{
    public static IEnumerable<ITheoryDataRow> Mine => Dealt(1);

    [Theory]
    [MemberData(nameof(Mine))]
    public Task A_planted_breach_is_found_and_its_line_frozen(string invariant, string breach, string[] others) => IsFoundAsync(invariant, breach, others);
}

public sealed class ThirdAuditTests(TradedBooks traded) : AuditOfBreaches(traded), IClassFixture<TradedBooks>
{
    public static IEnumerable<ITheoryDataRow> Mine => Dealt(2);

    [Theory]
    [MemberData(nameof(Mine))]
    public Task A_planted_breach_is_found_and_its_line_frozen(string invariant, string breach, string[] others) => IsFoundAsync(invariant, breach, others);
}
