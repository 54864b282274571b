using System.Net;
using System.Text.RegularExpressions;
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
        using var visitor = new OfficeVisitor(service.Http.BaseAddress!);

        foreach (var path in new[] { "/hangfire", "/hangfire/recurring", "/hangfire/js1", "/hangfire/stats", "/office/work" })
        {
            using var answer = await visitor.GetAsync(path);
            ((int)answer.StatusCode).ShouldBeOneOf([302, 401, 404], path);
        }
    }

    [Fact]
    public async Task An_operator_sees_it_and_no_address_of_the_database()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        using var http = await service.SignInAsOperatorAsync();

        var page = await http.GetStringAsync(new Uri("/hangfire/recurring", UriKind.Relative), TestContext.Current.CancellationToken);

        page.ShouldContain("Jobs of WhatsApp ordering");
        page.ShouldNotContain("ordering_service");
        page.ShouldNotContain(service.Database.Name);
    }

    [Fact]
    public async Task A_post_without_the_token_of_its_page_is_refused()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        using var http = await service.SignInAsOperatorAsync();
        var page = await http.GetStringAsync(new Uri("/hangfire/recurring", UriKind.Relative), TestContext.Current.CancellationToken);

        using var refused = await http.SendAsync(Trigger(null), TestContext.Current.CancellationToken);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var taken = await http.SendAsync(Trigger(Token(page)), TestContext.Current.CancellationToken);
        taken.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static HttpRequestMessage Trigger((string Header, string Value)? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/hangfire/recurring/trigger")
        {
            Content = new FormUrlEncodedContent([new("jobs[]", "Expire orders")]),
        };
        if (token is { } carried)
        {
            request.Headers.Add(carried.Header, carried.Value);
        }

        return request;
    }

    private static (string Header, string Value) Token(string page) => (
        Regex.Match(page, "csrf-header\" content=\"([^\"]+)\"").Groups[1].Value,
        WebUtility.HtmlDecode(Regex.Match(page, "csrf-token\" content=\"([^\"]+)\"").Groups[1].Value));
}
