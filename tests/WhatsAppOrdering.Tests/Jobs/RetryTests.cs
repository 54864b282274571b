using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace WhatsAppOrdering.Tests.Jobs;

/// <summary>A reply or a message whose first try failed is a job on the dashboard; the truth stays in its row.</summary>
public sealed class RetryTests(PostgresCluster cluster)
{
    private const int MetasTrouble = 131000;
    private const int OurBug = 131009;

    [Fact]
    public async Task What_succeeds_at_once_has_no_job_and_what_is_tried_again_has_one_until_it_has_left()
    {
        await using var service = await OpenAsync(jobs: false);
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        (await JobsAsync(service)).ShouldBeEmpty();

        service.Meta.ThenError(500, MetasTrouble);
        service.Meta.ThenError(500, MetasTrouble);
        await market.Shop.SaysAsync("balance");
        await TryAgainAsync(service);

        var id = (await market.RepliesAsync(ReplyNames.Balance))[1].Id;
        await JobIsAsync(service, $"RetryReply [\"{id}\", null, null] Scheduled, retries");
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        await asha.OpenAsync("/hangfire/retries");
        asha.Page.ShouldContain($"Reply {id}");
        asha.Page.ShouldContain($"Meta's code {MetasTrouble}");
        asha.Page.ShouldNotContain(market.Shop.Number);
        await TryAgainAsync(service);
        (await market.RepliesAsync(ReplyNames.Balance))[1].State.ShouldBe("Accepted");
        await JobIsAsync(service, $"RetryReply [\"{id}\", null, null] Deleted");
        await NothingLeftOverAsync(service);
    }

    [Fact]
    public async Task The_job_tries_again_by_itself_when_the_sweep_does_not()
    {
        await using var service = await OpenAsync(jobs: true);
        await service.Database.DoAsync($"delete from hangfire.set where key = 'recurring-jobs'");
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(500, MetasTrouble);
        service.Meta.ThenError(500, MetasTrouble);

        await market.Shop.SendsAsync(market.Shop.Text("balance", await service.Database.NowAsync()));

        await service.Database.UntilAsync($"select state = 'Accepted' as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId}");
        market.Shop.Bubbles.Count.ShouldBe(3);
        await service.Database.UntilAsync($"select statename = 'Succeeded' as \"Value\" from hangfire.job where invocationdata::text like '%RetryReply%'");
        await NothingLeftOverAsync(service);
    }

    [Fact]
    public async Task A_reply_that_was_given_up_goes_again_only_when_a_person_wants_it()
    {
        await using var service = await OpenAsync(jobs: false);
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, OurBug);
        await market.Shop.SaysAsync("balance");
        var id = (await market.RepliesAsync(ReplyNames.Balance))[0].Id;
        await JobIsAsync(service, $"RetryReply [\"{id}\", null, null] Failed");

        (await Should.ThrowAsync<Exception>(() => service.Services.GetRequiredService<RetryReply>().RunAsync(id, null, CancellationToken.None)))
            .Message.ShouldContain($"Given up: Meta's code {OurBug}");

        market.Shop.Bubbles.Count.ShouldBe(1);
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        await asha.DecideAsync("Reply", id, "Discard", "He was called");
        await JobIsAsync(service, $"RetryReply [\"{id}\", null, null] Deleted");
    }

    [Fact]
    public async Task One_whose_outcome_is_unknown_is_not_sent_by_its_job_and_one_that_has_left_neither()
    {
        await using var service = await OpenAsync(jobs: false);
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        var id = (await market.RepliesAsync(ReplyNames.Balance))[0].Id;
        var job = service.Services.GetRequiredService<RetryReply>();

        await job.RunAsync(id, null, CancellationToken.None);
        await service.Database.DoAsync($"update outbox set state = 'Ambiguous', leased_until = clock_now() + interval '1 minute' where id = {id}");
        (await Should.ThrowAsync<Exception>(() => job.RunAsync(id, null, CancellationToken.None))).Message.ShouldContain("its outcome is unknown");

        market.Shop.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Requeue_on_the_dashboard_and_on_the_work_page_acts_at_once()
    {
        await using var service = await OpenAsync(jobs: true);
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, OurBug);
        await market.Shop.SaysAsync("balance");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Screens.LaunchAsync(playwright);
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        var context = await browser.NewContextAsync(new() { BaseURL = service.Http.BaseAddress!.ToString() });
        await context.AddCookiesAsync(asha.Cookies.Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Url = service.Http.BaseAddress!.ToString(),
        }));
        var id = (await market.RepliesAsync(ReplyNames.Balance))[0].Id;

        // The dashboard loads its page anew whenever it likes, which would interrupt the way to another: each place has its own tab.
        service.Meta.ThenError(400, OurBug);
        var dashboard = await context.NewPageAsync();
        await dashboard.GotoAsync("/hangfire/jobs/failed");
        await Expect(dashboard.Locator("body")).ToContainTextAsync($"Reply {id}");
        await dashboard.Locator(".js-jobs-list-select-all").CheckAsync();
        await dashboard.GetByRole(AriaRole.Button, new() { Name = "Requeue jobs" }).ClickAsync();
        await Until.SoAsync(() => Task.FromResult(market.Shop.Bubbles.Count == 2), () => "The dashboard's requeue sent nothing.");
        await service.Database.UntilAsync($"select statename = 'Failed' as \"Value\" from hangfire.job where invocationdata::text like '%RetryReply%'");

        var work = await context.NewPageAsync();
        await work.GotoAsync("/office/work");
        await work.GetByPlaceholder("Reason").FillAsync("Meta has mended it");
        await work.GetByRole(AriaRole.Button, new() { Name = "Requeue" }).ClickAsync();
        await Expect(work.GetByRole(AriaRole.Status)).ToContainTextAsync("Requeued");
        await Until.SoAsync(() => Task.FromResult(market.Shop.Bubbles.Count == 3), () => "The work page's requeue sent nothing.");
        await service.IdleAsync();

        (await market.RepliesAsync(ReplyNames.Balance))[0].State.ShouldBe("Accepted");
        var after = await context.NewPageAsync();
        await after.GotoAsync("/hangfire/jobs/failed");
        await Expect(after.Locator("body")).Not.ToContainTextAsync($"Reply {id}");
    }

    [Fact]
    public async Task A_message_that_always_fails_is_a_job_too_and_answered_once_it_is_requeued()
    {
        await using var service = await OpenAsync(jobs: false);
        var market = await Market.OpenAsync(service);
        await service.Database.DoAsync($"""
            create or replace function refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end';
            create trigger refuse before update on inbox_message
                for each row when (new.dedupe_key = 'wamid.bad' and new.state = 'Handled') execute function refuse();
            """);
        var message = market.Shop.Text("5 sugar", await service.Database.NowAsync());
        message["id"] = "wamid.bad";
        await market.Shop.SendsAsync(message);
        var arrival = await service.Database.OneAsync<long>($"select arrival as \"Value\" from inbox_message where dedupe_key = 'wamid.bad'");
        await JobIsAsync(service, $"RetryMessage [\"{arrival}\", null, null] Scheduled, retries");

        var job = service.Services.GetRequiredService<RetryMessage>();
        for (var attempt = 2; attempt <= 5; attempt++)
        {
            (await Should.ThrowAsync<Exception>(() => job.RunAsync(arrival, null, CancellationToken.None))).Message.ShouldContain("P0001");
        }

        await JobIsAsync(service, $"RetryMessage [\"{arrival}\", null, null] Failed");
        (await market.Shop.SaysAsync("1 salt")).Text.ShouldContain("*Total: NPR 575*");
        await service.Database.DoAsync($"drop trigger refuse on inbox_message");
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        await asha.DecideAsync("Message", arrival, "Requeue", "The trigger is gone");
        await service.IdleAsync();
        market.Shop.Last.Text.ShouldContain("23,250");
        await JobIsAsync(service, $"RetryMessage [\"{arrival}\", null, null] Deleted");
    }

    private async Task<ServiceUnderTest> OpenAsync(bool jobs)
    {
        var service = new ServiceUnderTest(cluster) { Settings = { ["Jobs:Server"] = jobs ? "true" : "false" } };
        await service.StartAsync("Production");
        return service;
    }

    private static async Task TryAgainAsync(ServiceUnderTest service)
    {
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();
    }

    private static Task<IReadOnlyList<string>> JobsAsync(ServiceUnderTest service) => service.Database.AskAsync<string>($"""
        select substring(j.invocationdata->>'Type' from 'Jobs\.(\w+)') || ' ' || (j.arguments::text) || ' ' || j.statename
            || case when exists (select from hangfire.set s where s.key = 'retries' and s.value = j.id::text) then ', retries' else '' end as "Value"
        from hangfire.job j where j.invocationdata::text like '%Retry%' order by j.id
        """);

    /// <summary>Jobs are written after COMMIT.</summary>
    private static async Task JobIsAsync(ServiceUnderTest service, string expected)
    {
        IReadOnlyList<string> jobs = [];
        await Until.SoAsync(async () => (jobs = await JobsAsync(service)) is [var only] && only == expected, () => $"{string.Join("; ", jobs)} is not {expected}.");
    }

    /// <summary>Which job is whose is kept for what is under way only.</summary>
    private static Task NothingLeftOverAsync(ServiceUnderTest service) =>
        service.Database.UntilAsync($"select not exists (select from hangfire.hash where key like 'retry:%') as \"Value\"");
}
