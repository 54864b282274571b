using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>A dump restored: the books are whole and trade on, and the heads in the log tell what came after the dump and is gone.</summary>
public sealed class RestoreTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Restored_books_are_sound_and_the_log_tells_which_lines_lack_what_was_published()
    {
        Assert.SkipWhen(PostgresCluster.FolderOf("pg_restore") is null, "Only a server is installed here: no pg_dump, no pg_restore.");
        using var log = new KeptLog();
        var audit = books.Build("00:00:08", services => services.AddSingleton<ILoggerProvider>(log)).GetRequiredService<AuditLedger>();
        var (went, stayed) = (await books.OpenLineAsync(), await books.OpenLineAsync());
        await TradedBooks.WriteAsync(books, went);
        await TradedBooks.WriteAsync(books, stayed);
        await audit.RunAsync(CancellationToken.None);
        var toldBefore = log.Lines;
        var before = await stayed.BooksAsync();

        await using var restored = await books.RestoreAsync(since: async () =>
        {
            await went.PlacedAsync(1_000);
            await audit.RunAsync(CancellationToken.None);
        });

        await restored.HoldAsync();
        (await restored.Line(stayed).BooksAsync()).ShouldBe(before);
        var heads = restored.Services.GetRequiredService<AuditHeads>();
        (await heads.ExecuteAsync(toldBefore.ToAsyncEnumerable(), CancellationToken.None)).ShouldNotBeNull().Breaches.ShouldBe(0);
        var missing = (await heads.ExecuteAsync(log.Lines.ToAsyncEnumerable(), CancellationToken.None)).ShouldNotBeNull();
        missing.ToString().ShouldBe($"BROKEN  the books have every head that the log tells of: 1 [line {went.Line.Value} of wholesaler {went.Wholesaler.Value}]");
        (await books.Services.GetRequiredService<AuditHeads>().ExecuteAsync(log.Lines.ToAsyncEnumerable(), CancellationToken.None)).ShouldNotBeNull().Breaches.ShouldBe(0);
        (await heads.ExecuteAsync(new[] { "Information: nothing of the kind" }.ToAsyncEnumerable(), CancellationToken.None)).ShouldBeNull();

        (await restored.Line(went).PlaceAsync(1)).Decision.IsAccepted.ShouldBeTrue();
        (await restored.AsServiceAsync(stayed.Wholesaler, "select count(*) from credit_line")).ShouldBe(1L);
    }
}
