using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class PartiesTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("JPY", "Asia/Tokyo", 0)]
    [InlineData("NPR", "Asia/Kathmandu", 2)]
    [InlineData("KWD", "Asia/Kuwait", 3)]
    public async Task A_wholesaler_gets_the_digits_of_its_currency(string currency, string timeZone, int digits)
    {
        var operatorsKey = await Integrator.OperatorAsync(service);
        var made = (await operatorsKey.PostAsync("/wholesalers", new { name = "Himal", currency, timeZone })).ShouldBe(201);
        made["currencyDigits"].GetInt32().ShouldBe(digits);
        made["language"].GetString().ShouldBe("en");

        var path = $"/wholesalers/{made["id"].GetGuid()}";
        var changed = (await operatorsKey.PutAsync(path, new { name = "Himal Traders", currency, timeZone = "UTC", language = "ne", tracksDelivery = false })).ShouldBe(200);
        changed["timeZone"].GetString().ShouldBe("UTC");
        changed["tracksDelivery"].GetBoolean().ShouldBeFalse();
        (await operatorsKey.PutAsync(path, new { name = "Himal", currency = "EUR", timeZone })).ShouldBe(422, "CURRENCY_MISMATCH");
        (await operatorsKey.PutAsync($"/wholesalers/{Guid.NewGuid()}", new { name = "Himal", currency, timeZone })).ShouldBe(404, "NOT_FOUND");
        (await operatorsKey.GetAsync("/wholesalers?size=200"))["items"].EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ShouldContain(made["id"].GetGuid());
    }

    [Theory]
    [InlineData("XXX", "Asia/Kathmandu")]
    [InlineData("NPR", "Asia/Atlantis")]
    [InlineData("NPR", "Nepal Standard Time")]
    [InlineData("NPR", "../../etc/passwd")]
    public async Task A_currency_or_time_zone_that_there_is_not_is_refused(string currency, string timeZone) =>
        (await (await Integrator.OperatorAsync(service)).PostAsync("/wholesalers", new { name = "Himal", currency, timeZone })).ShouldBe(400, "INVALID_REQUEST");

    [Fact]
    public async Task A_number_serves_exactly_the_wholesalers_that_are_named()
    {
        var (one, two, operatorsKey) = (await Backoffice.OpenAsync(service), await Backoffice.OpenAsync(service), await Integrator.OperatorAsync(service));
        async Task<int> LinksAsync() => await service.Database.OneAsync<int>(
            $"select count(*)::int as \"Value\" from phone_number_wholesaler where phone_number_id = {one.Market.PhoneNumberId}");
        Task<Reply> Set(params Guid[] wholesalers) => operatorsKey.PostAsync(
            "/numbers", new { phoneNumberId = one.Market.PhoneNumberId, displayNumber = "+1 202 555 0150", wholesalers });

        (await Set(one.Wholesaler.Value, two.Wholesaler.Value)).ShouldBe(200);
        (await LinksAsync()).ShouldBe(2);
        (await Set(one.Wholesaler.Value)).ShouldBe(200);
        (await LinksAsync()).ShouldBe(1);
        (await Set(Guid.NewGuid())).ShouldBe(404, "NOT_FOUND");
        (await LinksAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_retailer_is_renamed_suspended_and_reinstated()
    {
        var office = await Backoffice.OpenAsync(service);
        var path = $"/retailers/{office.Retailer}";
        (await office.Caller.PutAsync(path, new { name = "Renamed" })).ShouldBe(200)["name"].GetString().ShouldBe("Renamed");
        (await office.Caller.GetAsync(path)).Json.TryGetProperty("statusBy", out _).ShouldBeFalse();
        (await office.Caller.PostAsync($"{path}/suspend", new { reason = "moved away" })).ShouldBe(200)["status"].GetString().ShouldBe("Suspended");
        var suspended = await office.Caller.GetAsync(path);
        suspended["statusReason"].GetString().ShouldBe("moved away");
        suspended["statusBy"].GetString().ShouldBe($"key:{office.Caller.Key.Split('_')[1]}");
        suspended["statusAt"].GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        (await office.Caller.PostAsync($"{path}/suspend", new { reason = "again" })).ShouldBe(200)["statusReason"].GetString().ShouldBe("moved away");
        (await office.Market.Shop.SaysAsync("5 sugar")).Text.ShouldContain("Your account with this wholesaler is suspended");
        (await office.Caller.PostAsync($"{path}/reinstate", "")).ShouldBe(200).Json.TryGetProperty("statusReason", out _).ShouldBeFalse();
        (await office.Caller.GetAsync(path))["status"].GetString().ShouldBe("Active");
        (await office.Market.PlaceAsync(office.Market.Shop)).Text.ShouldContain("is on hold");
        (await office.Caller.GetAsync(path))["standings"].EnumerateArray().Select(one => $"{one.GetProperty("status")} {(one.TryGetProperty("reason", out var why) ? why : "")}")
            .ShouldBe(["Active ", "Suspended moved away"]);
    }

    [Fact]
    public async Task A_person_has_roles_given_and_taken()
    {
        var office = await Backoffice.OpenAsync(service);
        Task<Reply> Add(params object[] roles) => office.Caller.PostAsync("/people", new { phone = "+12025550162", name = "Asha", roles });
        var buyer = new { role = "Buyer", retailerId = office.NewRetailer };

        var person = (await Add(buyer, new { role = "Approver" })).ShouldBe(201);
        person["phone"].GetString().ShouldBe("12025550162");
        person["roles"].GetArrayLength().ShouldBe(2);
        (await Add(buyer)).ShouldBe(201)["id"].GetGuid().ShouldBe(person["id"].GetGuid());
        (await Add(new { role = "Buyer", retailerId = office.Retailer })).ShouldBe(409, "ALREADY_EXISTS");
        (await Add(new { role = "Buyer" })).ShouldBe(400, "INVALID_REQUEST");
        (await Add(new { role = "Approver", retailerId = office.Retailer })).ShouldBe(400, "INVALID_REQUEST");
        (await Add(new { role = "Buyer", retailerId = Guid.NewGuid() })).ShouldBe(404, "NOT_FOUND");
        (await Add()).ShouldBe(400, "INVALID_REQUEST");

        var role = $"/people/{person["id"].GetGuid()}/roles/{person["roles.0.membershipId"].GetGuid()}";
        (await office.Caller.DeleteAsync(role, idempotencyKey: "one")).ShouldBe(200)["roles"].GetArrayLength().ShouldBe(1);
        (await office.Caller.DeleteAsync(role, idempotencyKey: "one")).ShouldBe(200).Replayed.ShouldBeTrue();
        (await office.Caller.DeleteAsync(role)).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_name_that_another_wholesaler_of_the_number_gave_is_neither_written_over_nor_shown()
    {
        var (one, two, operatorsKey) = (await Backoffice.OpenAsync(service), await Backoffice.OpenAsync(service), await Integrator.OperatorAsync(service));
        await operatorsKey.PostAsync("/numbers", new { phoneNumberId = one.Market.PhoneNumberId, displayNumber = "12025550150", wholesalers = new[] { one.Wholesaler.Value, two.Wholesaler.Value } });
        Task<Reply> Add(Backoffice office, string? name, string? language = null) => office.Caller.PostAsync(
            "/people", new { phone = "12025550163", name, language, phoneNumberId = one.Market.PhoneNumberId, roles = new[] { new { role = "Approver" } } });

        await Add(one, "Asha");
        (await Add(one, "Asha Rai")).ShouldBe(201)["name"].GetString().ShouldBe("Asha Rai");
        (await Add(one, null, "ne")).ShouldBe(201)["name"].GetString().ShouldBe("Asha Rai");
        (await Add(two, null)).ShouldBe(201).Text.ShouldNotContain("\"ne\"");
        (await Add(two, "Somebody", "en")).ShouldBe(201)["name"].GetString().ShouldBe("Somebody");
        (await two.Caller.GetAsync("/people?size=200")).ShouldBe(200).Text.ShouldNotContain("Asha Rai");
        (await service.Database.OneAsync<string>(
            $"select name || language as \"Value\" from person where phone_number_id = {one.Market.PhoneNumberId} and phone = '12025550163'")).ShouldBe("Asha Raine");
        (await two.Caller.PostAsync("/people", new { phone = "12025550164", roles = new[] { new { role = "Approver" } } })).ShouldBe(400, "INVALID_REQUEST");
    }
}
