using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>The page of the jobs: for operators.</summary>
public sealed class JobsPageTests(PostgresCluster cluster)
{
    [Fact]
    public async Task It_shows_every_job_its_last_run_what_failed_and_what_waits()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.InitializeAsync();
        using var browser = await service.SignInAsOperatorAsync();
        var run = service.Services.GetRequiredService<RunJob>();
        await run.ExecuteAsync(service.Services.GetRequiredService<ExpireOrders>(), CancellationToken.None);
        await run.ExecuteAsync(new Failing(), CancellationToken.None);
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, 131009);
        await market.Shop.SaysAsync("balance");

        using var answer = await browser.GetAsync(new Uri("/console/jobs", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        string[] shown =
        [
            .. service.Services.GetServices<IJob>().Select(job => job.Name), "Succeeded",
            "Failing on purpose", "InvalidOperationException: <b>it is broken</b>", "Inbound messages", "Delivery statuses", "Replies",
        ];
        shown.ShouldAllBe(text => page.Contains(text));
        page.ShouldNotContain(market.Shop.Number);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("<b>it is broken");
    }

    private sealed class Failing : IJob
    {
        public string Name => "Failing on purpose";

        public TimeSpan Every => TimeSpan.FromHours(1);

        public Task<int> RunAsync(CancellationToken ct) => throw new InvalidOperationException("<b>it is broken</b>");
    }
}
