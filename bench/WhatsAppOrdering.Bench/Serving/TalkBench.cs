using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>
/// Shopkeepers who talk at random (the ones of the tests) with the service through the emulator, round by round, and a
/// wholesaler who does so too. Gate: the books hold, no message failed, everybody was answered, nothing was asked twice in a row with the same words.
/// </summary>
internal static class TalkBench
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var turns = (int)Options.Number(args, "--turns", 10_000);
        var seed = (int)Options.Number(args, "--seed", 1);
        var town = new Town(1, 20);
        await using var people = await EmulatedPeople.StartAsync(town);
        await using var ground = await ServingGround.StartAsync(people.Address, town);
        await ImportCatalogAsync(ground);
        await ChatBench.ApproveTemplatesAsync(ground, town);
        people.Join(ground.WebhookUrl);
        var keepers = town.Shops.Select((phone, i) => (Phone: phone, Keeper: new RandomShopkeeper((seed * 1000) + i))).ToList();
        var approver = (Phone: town.Approvers[0], Keeper: new RandomShopkeeper(-seed));
        var unanswered = new List<string>();
        var told = 0;
        for (var done = 0; done < turns; done += keepers.Count)
        {
            var begun = keepers.ConvertAll(one => (one.Phone, one.Keeper, Deed: one.Keeper.Next(), Before: people.ToldCount(one.Phone)));
            begun.ForEach(one => people.Do(one.Phone, one.Deed));
            people.Do(approver.Phone, approver.Keeper.Next());

            await SettleAsync(ground, people);
            unanswered.AddRange(begun.Where(one => !one.Deed.MayBeMetWithSilence && people.ToldCount(one.Phone) == one.Before).Select(one => $"{one.Deed}"));
            told += keepers.Append(approver).Sum(one => people.Read(one.Phone, one.Keeper));
        }

        var breaches = (await ground.Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None)).Where(line => line.Breaches > 0).Select(line => line.ToString()).ToList();
        var failed = await ground.FailedAsync();
        var twice = await ground.AskedTwiceAsync();
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{turns:N0} turns, {told:N0} bubbles, seed {seed}: {unanswered.Count} without an answer, {failed} messages failed, {twice} questions asked twice in the same words, {breaches.Count} rules of the books broken."));
        unanswered.Concat(breaches).Take(10).ToList().ForEach(System.Console.WriteLine);
        return unanswered.Count + failed + twice + breaches.Count == 0 ? 0 : 1;
    }

    /// <summary>The demonstration's goods, so that there is something to ask about.</summary>
    private static Task<ImportBody> ImportCatalogAsync(ServingGround ground) => ground.Services.GetRequiredService<Transactions>().RunAsync(
        Pool.Pages,
        async (OrderingDb db, CancellationToken ct) =>
        {
            await using var file = File.OpenRead(DemoFile.PathOf("catalog.json"));
            return await new ImportCatalog(db).ReplaceAsync((await db.Wholesalers.SingleAsync(ct)).Id, ((CatalogReading.Accepted)CatalogFile.Read(file)).Catalog, ct);
        },
        CancellationToken.None);

    /// <summary>Until the emulator owes no webhook and the service no answer.</summary>
    private static async Task SettleAsync(ServingGround ground, EmulatedPeople people)
    {
        var clock = Stopwatch.StartNew();
        while (!people.IsIdle || await ground.BacklogAsync() > 0)
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException("The service has not answered for a minute.");
            }

            await Task.Delay(5);
        }
    }
}
