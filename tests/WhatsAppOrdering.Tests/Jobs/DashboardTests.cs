using System.Net;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>The dashboard is the operator's; it changes nothing without its own page's token.</summary>
public sealed class DashboardTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Nobody_who_has_not_signed_in_sees_it()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        using var stranger = new OfficeBrowser(service);

        foreach (var path in new[] { "/hangfire", "/hangfire/recurring", "/hangfire/js1", "/hangfire/stats", "/office/work" })
        {
            ((int)await stranger.OpenAsync(path)).ShouldBeOneOf([302, 401, 404], path);
        }

        foreach (var path in new[] { "/console/jobs", "/Work", "/office" })
        {
            (await stranger.OpenAsync(path)).ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task An_operator_sees_it_and_no_address_of_the_database()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");

        (await asha.OpenAsync("/hangfire/recurring")).ShouldBe(HttpStatusCode.OK);

        asha.Page.ShouldContain("Jobs of WhatsApp ordering");
        asha.Page.ShouldNotContain("ordering_service");
        asha.Page.ShouldNotContain(service.Database.Name);
    }

    [Fact]
    public async Task A_post_without_the_token_of_its_page_is_refused()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        await asha.OpenAsync("/hangfire/recurring");

        (await asha.TriggerAsync("Expire orders", withToken: false)).ShouldBe(HttpStatusCode.Forbidden);
        (await asha.TriggerAsync("Expire orders", withToken: true)).ShouldBe(HttpStatusCode.NoContent);
    }
}
