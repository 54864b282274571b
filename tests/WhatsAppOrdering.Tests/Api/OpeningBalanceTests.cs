using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class OpeningBalanceTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string Path = "/credit-lines/opening-balances";

    [Fact]
    public async Task The_ledger_says_what_the_list_says()
    {
        var office = await Backoffice.OpenAsync(service);
        var body = RouteExamples.Find($"POST {Path}").Body!(office);
        var report = (await office.Caller.PostAsync(Path, body, "one")).ShouldBe(201);

        report["asked"].GetRawText().ShouldBe(report["booked"].GetRawText());
        report.Amount("booked.balance").ShouldBe(1000);
        report["booked.lines"].GetInt32().ShouldBe(2);
        (await office.Caller.PostAsync(Path, body, "one")).ShouldBe(201).Text.ShouldBe(report.Text);
        var line = await office.Caller.GetAsync($"/credit-lines/{report["lines.0.lineId"].GetGuid()}");
        line.Amount("owed").ShouldBe(700);
        line.Amount("overdue").ShouldBe(700);
        (await office.Caller.GetAsync($"/retailers/{report["lines.1.retailerId"].GetGuid()}"))["name"].GetString().ShouldBe("Old Shop");
        (await office.Caller.GetAsync("/people"))["items"].EnumerateArray().Select(person => person.GetProperty("phone").GetString()).ShouldContain("12025550160");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task One_bad_row_and_nothing_is_written_and_every_fault_is_told()
    {
        var office = await Backoffice.OpenAsync(service);
        var (fine, before) = (Backoffice.Npr(10), await office.FingerprintAsync());
        var reply = await office.Caller.PostAsync(Path, new
        {
            rows = new object[]
            {
                new { retailerId = office.NewRetailer, limit = fine, balance = fine, termsDays = 1 },
                new { retailerId = office.NewRetailer, limit = fine, balance = fine, termsDays = 1 },
                new { retailerId = office.Retailer, limit = fine, balance = fine, termsDays = 1 },
                new { retailerId = Guid.NewGuid(), limit = Backoffice.Npr(1.234m), balance = new { amount = 1, currency = "USD" }, termsDays = 1 },
                new { name = "Half", limit = fine, balance = fine, termsDays = 1 },
                new { retailerId = office.NewRetailer, name = "Both", phone = "12025550170", limit = fine, balance = fine, termsDays = 1 },
                new { name = "Ahead", phone = "12025550171", limit = fine, balance = Backoffice.Npr(-5), termsDays = 1, dueAt = "2026-01-01T00:00:00Z" },
            },
            expected = Backoffice.Npr(9999),
        });

        var errors = reply.ShouldBe(400, "INVALID_REQUEST")["errors"].EnumerateArray()
            .Select(error => (error.TryGetProperty("row", out var row) ? row.GetInt32() : 0, error.GetProperty("code").GetString())).ToList();
        foreach (var expected in new[]
        {
            (2, "INVALID_REQUEST"), (3, "ALREADY_EXISTS"), (4, "NOT_FOUND"), (4, "INVALID_AMOUNT"), (4, "CURRENCY_MISMATCH"),
            (5, "INVALID_REQUEST"), (6, "INVALID_REQUEST"), (7, "INVALID_REQUEST"), (0, "INVALID_REQUEST"),
        })
        {
            errors.ShouldContain(expected);
        }

        errors.ShouldNotContain(error => error.Item1 == 1);
        (await office.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_hundred_rows_are_one_import()
    {
        var office = await Backoffice.OpenAsync(service);
        var rows = Enumerable.Range(0, 100).Select(row => new { name = $"Shop {row}", phone = $"1202555{row:0000}99", limit = Backoffice.Npr(100), balance = Backoffice.Npr(row % 3 - 1), termsDays = 7 });
        var report = (await office.Caller.PostAsync(Path, new { rows })).ShouldBe(201);
        report["booked.lines"].GetInt32().ShouldBe(100);
        JsonSerializer.Serialize(report["asked"]).ShouldBe(JsonSerializer.Serialize(report["booked"]));
    }
}
