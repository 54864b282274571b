using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class StatementTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task A_period_begins_with_what_was_used_before_it_and_ends_with_what_is_used_after_it()
    {
        var office = await Backoffice.OpenAsync(service);
        await office.AdjustAsync(1000);
        await service.Database.MoveClockAsync(TimeSpan.FromDays(2));
        var begin = await service.Database.NowAsync();
        await office.AdjustAsync(500);
        await office.PayAsync(300);
        var end = await service.Database.NowAsync();
        await service.Database.MoveClockAsync(TimeSpan.FromDays(2));
        await office.AdjustAsync(9);

        var statement = await StatementAsync(office, $"from={At(begin)}&to={At(end)}");
        statement.Amount("opening.owed").ShouldBe(1000);
        statement.Amount("closing.owed").ShouldBe(1200);
        statement["entries"].EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()).ShouldBe(["ADJUSTMENT", "CREDIT"]);
        statement["entries.1"].GetProperty("usedChange").GetProperty("amount").GetDecimal().ShouldBe(-300);

        var whole = await StatementAsync(office, "");
        whole.Amount("opening.owed").ShouldBe(0);
        whole.Amount("closing.owed").ShouldBe(1209);
        whole["entries"].GetArrayLength().ShouldBe(5);
        var day = TimeZoneInfo.ConvertTime(begin, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"));
        (await StatementAsync(office, $"from={day:yyyy-MM-dd}&to={day.AddDays(1):yyyy-MM-dd}"))["entries"].GetArrayLength().ShouldBe(2);
        (await StatementAsync(office, "from=2099-01-01"))["entries"].GetArrayLength().ShouldBe(0);
        (await StatementAsync(office, "to=2000-01-01")).Amount("closing.used").ShouldBe(0);
    }

    [Fact]
    public async Task The_ledger_as_of_a_moment_begins_with_the_balance_of_that_moment()
    {
        var office = await Backoffice.OpenAsync(service);
        await office.AdjustAsync(1000);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));
        var then = await service.Database.NowAsync();
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));
        await office.PayAsync(400);

        var ledger = (await office.Caller.GetAsync($"{office.LinePath}/ledger")).ShouldBe(200);
        ledger["items"].EnumerateArray().Select(item => item.GetProperty("seq").GetInt64()).ShouldBe([3, 2, 1]);
        ledger.Amount("items.0.usedAfter").ShouldBe(600);
        ledger["items.0.hash"].GetString()!.Length.ShouldBe(64);
        ledger["items.0.previousHash"].GetString().ShouldBe(ledger["items.1.hash"].GetString());
        (await office.Caller.GetAsync($"{office.LinePath}/ledger?at={At(then)}")).Amount("items.0.usedAfter").ShouldBe(1000);
        var exact = ledger["items.1.at"].GetDateTimeOffset();
        (await office.Caller.GetAsync($"{office.LinePath}/ledger?at={At(exact)}"))["items"].GetArrayLength().ShouldBe(2);
        (await office.Caller.GetAsync($"{office.LinePath}/ledger?at={At(exact.AddMicroseconds(-1))}"))["items"].GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("text/csv", "", "text/csv")]
    [InlineData("application/pdf, text/csv;q=0.5", "", "application/pdf")]
    [InlineData("text/html, */*;q=0.1", "", "application/json")]
    [InlineData("application/json", "?format=csv", "text/csv")]
    [InlineData(null, "?format=pdf", "application/pdf")]
    [InlineData(null, "", "application/json")]
    [InlineData("image/png", "", "application/problem+json")]
    public async Task The_form_is_chosen_by_format_or_else_by_Accept(string? accept, string query, string mediaType)
    {
        var office = await Backoffice.OpenAsync(service);
        using var response = await RawAsync(office, $"/statement{query}", accept);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
    }

    [Fact]
    public async Task A_csv_cell_never_begins_a_formula()
    {
        var office = await Backoffice.OpenAsync(service);
        foreach (var reason in new[] { "=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "say \"hi\", twice", "plain" })
        {
            await office.AdjustAsync(1, reason);
        }

        var csv = (await office.Caller.GetAsync($"{office.LinePath}/statement?format=csv")).ShouldBe(200).Text;
        foreach (var cell in new[] { ",'=1+1,", ",'+1,", ",'-1,", ",'@SUM(A1),", ",' =1+1,", ",\"say \"\"hi\"\", twice\",", ",plain," })
        {
            csv.ShouldContain(cell);
        }

        var rows = csv.TrimEnd().Split("\r\n");
        rows.Length.ShouldBe(11);
        rows[1].ShouldStartWith(",,OPENING,NPR,,,,0.00,0.00");
        rows[^1].ShouldStartWith(",,CLOSING,NPR,,,,7.00,0.00");
        await office.AdjustAsync(-5, "back");
        (await office.Caller.GetAsync($"{office.LinePath}/statement?format=csv")).Text.ShouldContain("ADJUSTMENT,NPR,5.00,-5.00,0.00,2.00,");
    }

    [Fact]
    public async Task A_long_statement_comes_as_json_and_csv_but_not_as_pdf()
    {
        var office = await Backoffice.OpenAsync(service);
        await service.Database.DoAsync($"""
            select set_config('app.wholesaler', {office.Wholesaler.Value.ToString()}, false);
            select credit_adjust({office.Wholesaler.Value}, {office.Line}, 1, null, 'test', 'many', 2000) from generate_series(1, 5000);
            """);
        (await office.Caller.GetAsync($"{office.LinePath}/statement?format=pdf")).ShouldBe(400, "INVALID_REQUEST").Text.ShouldContain("format=csv");
        var json = await StatementAsync(office, "");
        json["entries"].EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64()).ShouldBe(Enumerable.Range(1, 5001).Select(seq => (long)seq));
        json.Amount("closing.used").ShouldBe(5000);
        (await office.Caller.GetAsync($"{office.LinePath}/statement?format=csv")).Text.Count(letter => letter == '\n').ShouldBe(5004);
        var middle = json["entries.2500.at"].GetDateTimeOffset();
        (await office.Caller.GetAsync($"{office.LinePath}/ledger?size=1&at={At(middle)}"))["items.0.seq"].GetInt64().ShouldBe(2501);
    }

    [Fact]
    public async Task A_pdf_has_pages_and_its_title()
    {
        var office = await Backoffice.OpenAsync(service);
        for (var entry = 0; entry < 80; entry++)
        {
            await office.AdjustAsync(1, "a long reason that does not fit into its column of the page at all");
        }

        using var response = await RawAsync(office, "/statement", "application/pdf");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var pdf = Encoding.Latin1.GetString(bytes);
        pdf.ShouldStartWith("%PDF-1.4");
        pdf.ShouldContain("/Count 2 ");
        pdf.ShouldContain(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("Statement of Shop 1")));
        pdf.ShouldContain("Closing balance");
        // The table at the end says where each object begins.
        var table = pdf[pdf.LastIndexOf("xref\n0 ", StringComparison.Ordinal)..].Split('\n').Skip(3).TakeWhile(row => row.EndsWith(" n ", StringComparison.Ordinal)).ToList();
        table.Count.ShouldBe(9);
        foreach (var (row, number) in table.Select((row, place) => (row, place + 1)))
        {
            pdf[int.Parse(row[..10])..].ShouldStartWith($"{number} 0 obj\n");
        }
    }

    [Fact]
    public async Task What_is_owed_stands_in_the_bucket_of_its_days()
    {
        var office = await Backoffice.OpenAsync(service);
        var now = await service.Database.NowAsync();
        foreach (var (amount, days) in new (decimal, double)[] { (1, -5), (10, 0.5), (20, 29.5), (300, 30.5), (4000, 89.5), (50000, 200) })
        {
            await office.AdjustAsync(amount, "old", now.AddDays(-days));
        }

        var ageing = (await office.Caller.GetAsync($"{office.LinePath}/ageing")).ShouldBe(200);
        ageing.Amount("total").ShouldBe(54331);
        ageing.Amount("notDue").ShouldBe(1);
        ageing.Amount("days1To30").ShouldBe(30);
        ageing.Amount("days31To60").ShouldBe(300);
        ageing.Amount("days61To90").ShouldBe(4000);
        ageing.Amount("over90Days").ShouldBe(50000);
        ageing["items"].EnumerateArray().Select(item => item.GetProperty("daysOverdue").GetInt32()).ShouldBe([0, 1, 30, 31, 90, 201]);
        await office.PayAsync(11);
        (await office.Caller.GetAsync($"{office.LinePath}/ageing"))["items"].GetArrayLength().ShouldBe(4);
    }

    private static string At(DateTimeOffset moment) => Uri.EscapeDataString(JsonSerializer.Serialize(moment.ToUniversalTime()).Trim('"').Replace("\\u002B", "+", StringComparison.Ordinal));

    private static async Task<Reply> StatementAsync(Backoffice office, string query) =>
        (await office.Caller.GetAsync($"{office.LinePath}/statement?{query}")).ShouldBe(200);

    private static async Task<HttpResponseMessage> RawAsync(Backoffice office, string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1{office.LinePath}{path}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", office.Caller.Key);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        return await office.Service.Http.SendAsync(request);
    }
}
