using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>Where each line's hash chain ended is logged and stored, for good.</summary>
public sealed class PublishedHeadTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Each_new_head_is_stored_and_logged_once_and_nobody_takes_it_back()
    {
        using var log = new KeptLog();
        var audit = books.Build("00:00:08", services => services.AddSingleton<ILoggerProvider>(log)).GetRequiredService<AuditLedger>();
        var shop = await books.OpenLineAsync();

        (await audit.RunAsync(CancellationToken.None)).ShouldBe(1);
        await shop.PlaceAsync(1000);
        await shop.PlaceAsync(2000);
        (await audit.RunAsync(CancellationToken.None)).ShouldBe(1);
        (await audit.RunAsync(CancellationToken.None)).ShouldBe(0);

        var hashes = await books.Database.AskAsync<string>($"select encode(hash, 'hex') as \"Value\" from ledger_entry where line_id = {shop.Line.Value} and seq in (1, 3) order by seq");
        (await books.Database.AskAsync<string>($"select encode(hash, 'hex') as \"Value\" from ledger_head where line_id = {shop.Line.Value} order by seq")).ShouldBe(hashes);
        hashes.ShouldAllBe(hash => log.Lines.Count(line => line.Contains(hash, StringComparison.Ordinal)) == 1);
        foreach (var change in new[] { "update ledger_head set hash = hash", "delete from ledger_head", "truncate ledger_head" })
        {
            (await Should.ThrowAsync<PostgresException>(() => books.AsOwnerAsync(change))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task What_is_told_of_a_broken_line_are_ids_and_it_gets_no_new_head()
    {
        using var log = new KeptLog();
        await using var copy = await books.CopyAsync();
        var audit = copy.Build("00:00:08", services => services.AddSingleton<ILoggerProvider>(log)).GetRequiredService<AuditLedger>();
        var (broken, sound) = (await copy.OpenLineAsync(), await copy.OpenLineAsync());
        await copy.BreakAsync($"update credit_line set used = 5 where id = '{broken.Line.Value}'");

        await Should.ThrowAsync<InvalidOperationException>(() => audit.RunAsync(CancellationToken.None));

        log.Lines.Where(line => line.StartsWith("Critical: Credit line", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(broken.Line.Value.ToString());
        (await copy.Database.AskAsync<Guid>($"select line_id as \"Value\" from ledger_head where line_id in ({broken.Line.Value}, {sound.Line.Value})")).ShouldBe([sound.Line.Value]);
    }
}
