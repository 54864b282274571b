using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>
/// A line with a long past is decided on as one without, and read page by page. What is asserted is what is read, not
/// the time it takes; <c>bench reserve</c> has that, of a million entries. LONG_LINE_ENTRIES sets another length here.
/// </summary>
public sealed class LongLineTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>, IAsyncLifetime
{
    private const int Page = 1000;

    private static readonly int entries = int.Parse(Environment.GetEnvironmentVariable("LONG_LINE_ENTRIES") ?? "20000", CultureInfo.InvariantCulture);

    private ShopLine _long = null!;

    public async ValueTask InitializeAsync()
    {
        using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("lengthen_line.sql")!);
        await books.AsOwnerAsync(await script.ReadToEndAsync());
        _long = await books.OpenLineAsync();
        await books.AsOwnerAsync($"select lengthen_line('{_long.Line.Value}', {entries})");
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_decision_on_a_long_line_reads_no_more_rows_than_on_a_new_one_and_its_books_hold()
    {
        await books.HoldAsync();
        var (ofLong, ofNew) = (await RowsReadAsync(_long), await RowsReadAsync(await books.OpenLineAsync()));

        ofLong.ShouldBeLessThanOrEqualTo(ofNew + 5);
        (await _long.RunAsync(async services =>
        {
            await services.GetRequiredService<OrderingDb>().Database.ExecuteSqlAsync($"select sum(used_change) from ledger_entry where line_id = {_long.Line.Value}");
            return await RowsReadAsync(services);
        })).ShouldBeGreaterThan(entries, "a walk through the ledger would be seen");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task A_long_statement_goes_out_as_it_is_read(string format)
    {
        using var whole = new Outlet(int.MaxValue);
        await WriteStatementAsync(format, whole);
        whole.Written.ShouldBeGreaterThan(entries * 100L);
        whole.Largest.ShouldBeLessThan(128 * 1024);

        // Whoever hangs up after the first bytes has had no more read for him than the first page.
        var before = await EntriesReadSoFarAsync();
        using var broken = new Outlet(writes: 1);
        await Should.ThrowAsync<IOException>(() => WriteStatementAsync(format, broken));
        (await EntriesReadSoFarAsync() - before).ShouldBeInRange(1, 2 * Page);
    }

    /// <summary>An order, a refusal, a release, a debt and its payment in one transaction, and the rows that were read for them.</summary>
    private static Task<long> RowsReadAsync(ShopLine line) => line.RunAsync(async services =>
    {
        var (reserve, credit, order) = (services.GetRequiredService<Reserve>(), services.GetRequiredService<Postings>(), OrderId.New());
        var none = CancellationToken.None;
        (await reserve.ExecuteAsync(Wish(line, order, 10), none)).IsAccepted.ShouldBeTrue();
        (await reserve.ExecuteAsync(Wish(line, OrderId.New(), 100_000), none)).Code.ShouldBe("INSUFFICIENT_CREDIT");
        await credit.ReleaseAsync(new OrderCredit(line.Wholesaler, line.Line, order, 1, nameof(OrderStatus.Placed)), "shop", "changed his mind", none);
        var payment = Guid.CreateVersion7();
        await credit.AdjustAsync(line.Wholesaler, line.Line, 10, null, "office", "found", none);
        await credit.ReceivePaymentAsync(line.Wholesaler, line.Line, payment, $"{payment}", 10, "office", none);
        return await RowsReadAsync(services);
    });

    /// <summary>Counted by PostgreSQL within this transaction: exact, and nobody else's.</summary>
    private static async Task<long> RowsReadAsync(IServiceProvider services) => (await services.GetRequiredService<OrderingDb>().Database.SqlQuery<long>($"""
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as "Value" from pg_stat_xact_user_tables where relname in ('ledger_entry', 'debt')
        """).ToListAsync())[0];

    private static ReserveRequest Wish(ShopLine line, OrderId order, decimal amount) =>
        new(line.Wholesaler, line.Line, "api", $"{order.Value:N}", [1], order, 1, amount, BooksUnderTest.Currency, "shop");

    /// <summary>By all connections until now; each tells at its end.</summary>
    private async Task<long> EntriesReadSoFarAsync()
    {
        await books.Database.DeadlocksAsync(books.Services.GetRequiredService<Pools>());
        return await books.Database.OneAsync<long>($"""
            select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as "Value" from pg_stat_user_tables where relname = 'ledger_entry'
            """);
    }

    private async Task WriteStatementAsync(string format, Stream output)
    {
        var http = new DefaultHttpContext { RequestServices = books.Services };
        http.Features.Set(new ApiCaller(Guid.CreateVersion7(), _long.Wholesaler));
        http.Response.Body = output;
        var controller = new LineHistoryController(new ApiReads(books.Services.GetRequiredService<Transactions>()))
        {
            ControllerContext = new ControllerContext { HttpContext = http },
        };
        var statement = await controller.StatementAsync(_long.Line.Value, null, null, format);
        await statement.ExecuteResultAsync(controller.ControllerContext);
    }

    /// <summary>Takes so many writes, then is broken.</summary>
    private sealed class Outlet(int writes) : MemoryStream
    {
        private int _left = writes;

        public long Written { get; private set; }

        public int Largest { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Take(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer.Length);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Take(count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Length);
            return default;
        }

        private void Take(int count)
        {
            if (_left-- <= 0)
            {
                throw new IOException("The reader has hung up.");
            }

            (Written, Largest) = (Written + count, Math.Max(Largest, count));
        }
    }
}
