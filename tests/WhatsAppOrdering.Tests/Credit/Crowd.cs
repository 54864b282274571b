using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>Many orders of 100 for one line at once, each with so much patience for its whole call.</summary>
internal static class Crowd
{
    public const string Accepted = "ACCEPTED";

    /// <summary>Over the two pools, which together have 20 + 12 connections.</summary>
    public static Task<string[]> PlaceAsync(ShopLine shop, int orders, TimeSpan patience) => Task.WhenAll(Enumerable.Range(0, orders).Select(at => Task.Run(async () =>
    {
        try
        {
            var decision = (await shop.PlaceAsync(100, pool: at % 8 < 5 ? Pool.Writes : Pool.Sending, patience: new Patience(patience, TimeProvider.System))).Decision;
            return decision.IsAccepted ? Accepted : decision.Code!;
        }
        catch (Exception busy) when (BusyRetry.IsBusy(busy) || BusyRetry.IsExhausted(busy))
        {
            return CreditCodes.LockTimeout;
        }
    })));

    /// <summary>The books hold what was accepted and nothing else, and nobody is refused for want of credit before it is used up.</summary>
    /// <param name="fit">How many there is credit for.</param>
    public static async Task ShouldAgreeAsync(ShopLine shop, string[] codes, int fit)
    {
        codes.Distinct().Except([Accepted, CreditCodes.InsufficientCredit, CreditCodes.LockTimeout]).ShouldBeEmpty();
        var accepted = codes.Count(code => code == Accepted);
        var kept = await shop.BooksAsync();
        (kept.Used, kept.Held, kept.Orders.Split(", ", StringSplitOptions.RemoveEmptyEntries).Length).ShouldBe((accepted * 100m, accepted * 100m, accepted));
        codes.ShouldAllBe(code => code != CreditCodes.InsufficientCredit || accepted == fit, "Refused for want of credit that was there.");
    }
}
