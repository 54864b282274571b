using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>The races are worth something: without the line's lock they are lost. In a database of its own, thrown away after.</summary>
public sealed class LockRemovedTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Rounds = 100;

    [Fact]
    public async Task Without_the_lock_the_ledgers_own_keys_refuse_and_without_those_the_line_is_overspent()
    {
        await books.AsOwnerAsync("""
            create or replace function credit_lock(p_wholesaler uuid, p_line uuid, p_wait_ms int) returns credit_line
            language sql volatile set search_path = public, pg_temp
            as 'select * from credit_line where wholesaler_id = p_wholesaler and id = p_line'
            """);
        (await LostRoundAsync()).ShouldBe("two entries of one seq");

        await books.AsOwnerAsync("alter table ledger_entry drop constraint ledger_entry_wholesaler_id_line_id_seq_key");
        (await LostRoundAsync()).ShouldBe("overspent");
        (await books.AuditAsync()).Where(line => line.Breaches > 0).Select(line => line.Invariant)
            .Intersect(["seq is gapless from 1, and the line's seq is the last", "the line's figures are its entries' sums"]).Count().ShouldBe(2);
    }

    private async Task<string> LostRoundAsync()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            try
            {
                var accepted = (await StartLine.RunAsync(10, async start => (await shop.PlaceAsync(12_000, start: start)).Decision.IsAccepted)).Count(yes => yes);
                if (accepted > 8)
                {
                    return "overspent";
                }
            }
            catch (Exception failure) when (failure is Npgsql.PostgresException { SqlState: "23505" } or { InnerException: Npgsql.PostgresException { SqlState: "23505" } })
            {
                return "two entries of one seq";
            }
        }

        return "nothing was lost";
    }
}
