using Npgsql;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>The crowd is worth something: a busy line that is told as a refusal is found. In a database of its own, thrown away after.</summary>
public sealed class BusyAsDeclinedTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const string Lock = "l := credit_lock(p_wholesaler, p_line, p_wait_ms);";

    [Fact]
    public async Task A_busy_line_that_is_answered_with_a_refusal_is_found()
    {
        (await CrowdAtHeldLineAsync()).ShouldBe((CreditCodes.LockTimeout, true));

        var decide = (string)(await books.AsOwnerAsync("select pg_get_functiondef('credit_decide'::regproc)"))!;
        decide.ShouldContain(Lock);
        await books.AsOwnerAsync(decide.Replace(Lock, $"""
            begin
                {Lock}
            exception when lock_not_available then
                decided := jsonb_build_object('outcome', 'DECLINED', 'code', 'INSUFFICIENT_CREDIT');
                answer := decided::text;
                return;
            end;
            """, StringComparison.Ordinal));

        (await CrowdAtHeldLineAsync()).ShouldBe((CreditCodes.InsufficientCredit, false));
    }

    /// <returns>What all were told, and whether that agrees with the books.</returns>
    private async Task<(string Code, bool Agrees)> CrowdAtHeldLineAsync()
    {
        var shop = await books.OpenLineAsync();
        await using var holder = await books.Database.ConnectAsync();
        await using var hold = new NpgsqlCommand($"begin; select from credit_line where id = '{shop.Line.Value}' for no key update", holder);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var codes = await Crowd.PlaceAsync(shop, 20, TimeSpan.FromMilliseconds(50));

        await holder.CloseAsync();
        try
        {
            await Crowd.ShouldAgreeAsync(shop, codes, fit: 1_000);
            return (codes.Distinct().ShouldHaveSingleItem(), true);
        }
        catch (ShouldAssertException found) when (found.Message.Contains("Refused for want of credit that was there", StringComparison.Ordinal))
        {
            return (codes.Distinct().ShouldHaveSingleItem(), false);
        }
    }
}
