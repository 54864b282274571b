using System.Net;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>The operator's page of what waits and what is dead.</summary>
public sealed class WorkPageTests(PostgresCluster cluster)
{
    private const string Operator = "asha@example.com";

    [Fact]
    public async Task A_dead_message_is_shown_without_its_words_and_answered_once_it_is_requeued()
    {
        await using var service = await OpenAsync();
        var market = await Market.OpenAsync(service);
        await DieAsync(service, market, "5 sugar");
        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldStartWith("Sorry");
        using var asha = await OfficeBrowser.SignedInAsync(service, Operator);

        (await asha.OpenAsync("/office/work")).ShouldBe(HttpStatusCode.OK);
        var id = await service.Database.OneAsync<long>($"select arrival as \"Value\" from inbox_message where state = 'Dead'");
        foreach (var shown in new[] { $"Message {id}", "text", "Dead", "PostgreSQL P0001", "/hangfire" })
        {
            asha.Page.ShouldContain(shown);
        }

        foreach (var hidden in new[] { "sugar", market.Shop.Number, "wamid", "Shop 1" })
        {
            asha.Page.ShouldNotContain(hidden);
        }

        await service.Database.DoAsync($"drop trigger refuse on inbox_message");
        (await asha.DecideAsync("Message", id, "Requeue", "The trigger is gone")).ShouldBe("/office/work?done=Requeue");
        await service.IdleAsync();

        market.Shop.Last.Text.ShouldContain("*Total: NPR 23,250*");
        market.Shop.Bubbles.Count.ShouldBe(2);
        (await asha.OpenAsync("/office/work?done=Requeue")).ShouldBe(HttpStatusCode.OK);
        asha.Page.ShouldContain($"Message {id} by {Operator}: The trigger is gone");
        (await asha.DecideAsync("Message", id, "Requeue", "Once more")).ShouldBe("/office/work?done=nothing", "it is answered");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task The_audit_begins_at_a_click()
    {
        await using var service = new ServiceUnderTest(cluster) { Settings = { ["Jobs:Server"] = "true" } };
        await service.StartAsync("Production");
        await Until.SoAsync(() => Task.FromResult(service.Alarms.Knows("Audit ledger")), () => "There is no schedule.");
        using var asha = await OfficeBrowser.SignedInAsync(service, Operator);
        await asha.OpenAsync("/office/work");
        using (var forged = await asha.PostAsync("/office/work?handler=Audit", withToken: false))
        {
            forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var answer = await asha.PostAsync("/office/work?handler=Audit", withToken: true);

        answer.Headers.Location?.OriginalString.ShouldBe("/office/work?done=audit");
        await service.Database.UntilAsync($"select count(*) = 1 as \"Value\" from hangfire.job where invocationdata::text like '%AuditLedger%' and statename = 'Succeeded'");
    }

    [Fact]
    public async Task A_dead_reply_goes_again_when_it_is_requeued_and_leaves_the_list_when_it_is_discarded()
    {
        await using var service = await OpenAsync();
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, 131009);
        await market.Shop.SaysAsync("balance");
        var id = await service.Database.OneAsync<long>($"select id as \"Value\" from outbox where state = 'Failed'");
        using var asha = await OfficeBrowser.SignedInAsync(service, Operator);
        await asha.OpenAsync("/office/work");
        asha.Page.ShouldContain("Meta 131009");

        service.Meta.ThenError(400, 131009);
        await asha.DecideAsync("Reply", id, "Requeue", "Meta had a bad day");
        await service.IdleAsync();
        market.Shop.Bubbles.Count.ShouldBe(2);
        (await asha.DecideAsync("Reply", id, "Discard", "<b>He was called</b>")).ShouldBe("/office/work?done=Discard");

        await asha.OpenAsync("/office/work");
        asha.Page.ShouldNotContain("Meta 131009");
        asha.Html.ShouldNotContain("<b>He was");
        (await service.Database.AskAsync<string>($"select kind || ' ' || item || ' ' || decision || ' ' || decided_by as \"Value\" from work_decision order by id"))
            .ShouldBe([$"Reply {id} Requeue {Operator}", $"Reply {id} Discard {Operator}"]);
    }

    [Fact]
    public async Task A_message_that_waits_for_its_next_attempt_may_be_tried_at_once_or_given_up()
    {
        await using var service = await OpenAsync();
        var market = await Market.OpenAsync(service);
        await FailOnceAsync(service, market, "5 sugar");
        var id = await service.Database.OneAsync<long>($"select arrival as \"Value\" from inbox_message where state = 'Waiting' and next_attempt_at is not null");
        using var asha = await OfficeBrowser.SignedInAsync(service, Operator);

        await asha.DecideAsync("Message", id, "Discard", "Nobody needs it");
        await market.Shop.SaysAsync("1 salt");

        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldContain("*Total: NPR 575*");
        await asha.OpenAsync("/office/work");
        asha.Page.ShouldNotContain($"Message {id} <small>");
    }

    [Fact]
    public async Task Without_the_page_s_token_or_without_a_reason_nothing_is_decided()
    {
        await using var service = await OpenAsync();
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, 131009);
        await market.Shop.SaysAsync("balance");
        var id = await service.Database.OneAsync<long>($"select id as \"Value\" from outbox where state = 'Failed'");
        using var asha = await OfficeBrowser.SignedInAsync(service, Operator);
        await asha.OpenAsync("/office/work");
        (string, string)[] decision = [("kind", "Reply"), ("id", $"{id}"), ("decision", "Discard")];

        using var forged = await asha.PostAsync("/office/work", withToken: false, [.. decision, ("reason", "forged")]);
        using var unreasoned = await asha.PostAsync("/office/work", withToken: true, [.. decision, ("reason", "  ")]);
        using var aimless = await asha.PostAsync("/office/work", withToken: true, ("reason", "because"));
        using var stranger = new OfficeBrowser(service);
        using var unsigned = await stranger.PostAsync("/office/work", withToken: false, [.. decision, ("reason", "me")]);

        (forged.StatusCode, unreasoned.StatusCode, aimless.StatusCode).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest));
        ((int)unsigned.StatusCode).ShouldBeOneOf(302, 401, 404);
        (await service.Database.AskAsync<string>($"select decision as \"Value\" from work_decision")).ShouldBeEmpty();
    }

    /// <summary>Whoever wants to finish the message is refused by the database.</summary>
    private static async Task FailOnceAsync(ServiceUnderTest service, Market market, string text)
    {
        await service.Database.DoAsync($"""
            create or replace function refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end';
            create trigger refuse before update on inbox_message
                for each row when (new.dedupe_key = 'wamid.bad' and new.state = 'Handled') execute function refuse();
            """);
        var message = market.Shop.Text(text, await service.Database.NowAsync());
        message["id"] = "wamid.bad";
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, message));
        await service.IdleAsync();
    }

    private static async Task DieAsync(ServiceUnderTest service, Market market, string text)
    {
        await FailOnceAsync(service, market, text);
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
            await service.RunAsync<HandleStrandedMessages>();
            await service.IdleAsync();
        }
    }

    private async Task<ServiceUnderTest> OpenAsync()
    {
        var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        return service;
    }
}
