using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Statuses come in any order, late, twice, or before our own answer: a reply's state only moves forward.</summary>
public sealed class DeliveryStatusTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("sent delivered read", "Read, sent delivered read")]
    [InlineData("read delivered sent", "Read, sent delivered read")]
    [InlineData("delivered sent", "Delivered, sent delivered")]
    [InlineData("delivered delivered", "Delivered, delivered")]
    [InlineData("read", "Read, delivered read")]
    [InlineData("played sent", "Read, sent delivered read")]
    [InlineData("failed sent", "Failed, sent failed")]
    [InlineData("sent failed", "Failed, sent failed")]
    [InlineData("failed delivered", "Delivered, delivered failed")]
    [InlineData("delivered failed", "Delivered, delivered")]
    [InlineData("deleted", "Accepted,")]
    public async Task States_only_move_forward(string statuses, string expected)
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        var sent = (await market.RepliesAsync(ReplyNames.Balance))[0];
        var token = market.Shop.Last.CallbackData;

        foreach (var (status, place) in statuses.Split(' ').Select((status, place) => (status, place)))
        {
            // By token or by wamid, as it comes.
            await market.Shop.HearsAsync(sent.Wamid!, status, place % 2 == 0 ? token : null, status == "failed" ? 131026 : null);
        }

        Words((await market.RepliesAsync(ReplyNames.Balance))[0]).ShouldBe(expected);
        market.Shop.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_move_their_replies_and_one_that_cannot_be_read_hinders_none()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        await market.Shop.SaysAsync("balance");
        var sent = await market.RepliesAsync(ReplyNames.Balance);
        await service.Database.OneAsync<string>(
            $"insert into inbox_status (phone_number_id, dedupe_key, raw) values ({market.PhoneNumberId}, 'broken', convert_to('<', 'UTF8')) returning dedupe_key as \"Value\"");
        var now = await service.Database.NowAsync();
        await service.ReceiveAsync(Webhook.Of(
            market.PhoneNumberId,
            Webhook.Status(sent[0].Wamid!, "sent", now), Webhook.Status(sent[1].Wamid!, "read", now), Webhook.Status("wamid.ofnobody", "sent", now),
            Webhook.Status(sent[0].Wamid!, "delivered", now), Webhook.Status(sent[1].Wamid!, "sent", now)));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await service.Database.UntilAsync($"""
                select not exists (select from inbox_status where phone_number_id = {market.PhoneNumberId} and state = 'Waiting'
                    and (next_attempt_at is null or next_attempt_at <= clock_now())) as "Value"
                """);
            await service.Database.MoveClockAsync(TimeSpan.FromHours(1));
            await service.Services.GetRequiredService<HandleStatuses>().ExecuteAsync(CancellationToken.None);
        }

        (await market.RepliesAsync(ReplyNames.Balance)).Select(Words).ShouldBe(["Delivered, sent delivered", "Read, sent delivered read"]);
        (await service.Database.AskAsync<string>($"""
            select dedupe_key || ' ' || state || coalesce(' ' || reason, '') as "Value" from inbox_status
            where phone_number_id = {market.PhoneNumberId} and (state <> 'Handled' or reason is not null)
            """)).ShouldBe(["broken Dead JsonReaderException", "wamid.ofnobody:sent Handled no reply of ours"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_status_that_is_quicker_than_Metas_answer_counts()
    {
        var market = await Market.OpenAsync(service);
        service.Meta.Then(new StubAnswer.AcceptAfter(async (body, wamid) =>
        {
            await service.ReceiveAsync(Webhook.Of(
                market.PhoneNumberId, Webhook.Status(wamid, "delivered", await service.Database.NowAsync(), Bubble.Read(body).CallbackData)));
            await service.Database.UntilAsync($"select state = 'Handled' as \"Value\" from inbox_status where phone_number_id = {market.PhoneNumberId}");
        }));

        await market.Shop.SaysAsync("balance");

        var reply = (await market.RepliesAsync(ReplyNames.Balance)).ShouldHaveSingleItem();
        Words(reply).ShouldBe("Delivered, delivered");
        reply.Wamid!.ShouldStartWith("wamid.stub.");
    }

    [Fact]
    public async Task A_status_of_a_message_that_is_not_ours_changes_nothing()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");

        await market.Shop.HearsAsync("wamid.of-another-program", "failed", "their own words", 131026);
        await market.Shop.HearsAsync("wamid.of-another-program", "delivered", market.Shop.Last.CallbackData.Replace(":", ":9999", StringComparison.Ordinal));

        Words((await market.RepliesAsync(ReplyNames.Balance))[0]).ShouldBe("Accepted,");
        (await service.Database.AskAsync<string>($"select state || ', ' || reason as \"Value\" from inbox_status where phone_number_id = {market.PhoneNumberId}"))
            .ShouldBe(["Handled, no reply of ours", "Handled, no reply of ours"]);
    }

    [Fact]
    public async Task A_token_of_another_installation_moves_nothing_though_it_names_a_row_of_ours()
    {
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(500, 131000);
        await market.Shop.SaysAsync("balance");
        var ours = market.Shop.Last.CallbackData;

        await market.Shop.HearsAsync("wamid.of-a-copy-of-us", "delivered", "another" + ours[ours.IndexOf(':', StringComparison.Ordinal)..]);

        (await market.RepliesAsync(ReplyNames.Balance))[0].State.ShouldBe("Waiting");
        (await ReasonsAsync(market)).ShouldBe(["Handled, no reply of ours"]);
        await market.Shop.HearsAsync("wamid.of-the-lost-answer", "delivered", ours);
        Words((await market.RepliesAsync(ReplyNames.Balance))[0]).ShouldBe("Delivered, delivered");
    }

    [Fact]
    public async Task Our_own_token_moves_nothing_when_the_wamid_is_not_that_attempts()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");

        await market.Shop.HearsAsync("wamid.of-something-else", "failed", market.Shop.Last.CallbackData, 131026);

        Words((await market.RepliesAsync(ReplyNames.Balance))[0]).ShouldBe("Accepted,");
        (await ReasonsAsync(market)).ShouldBe(["Handled, no reply of ours"]);
    }

    [Fact]
    public async Task The_wamid_of_an_earlier_attempt_is_known_and_its_failure_is_not_the_newests()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        var first = (await market.RepliesAsync(ReplyNames.Balance))[0].Wamid!;
        await market.Shop.HearsAsync(first, "failed", null, 131000);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();
        var second = (await market.RepliesAsync(ReplyNames.Balance))[0];
        (second.Attempt, second.Wamid == first).ShouldBe((2, false));

        await service.Database.DoAsync($"update inbox_status set state = 'Waiting', handled_at = null where phone_number_id = {market.PhoneNumberId}");
        await market.Shop.HearsAsync(first, "sent");
        (await market.RepliesAsync(ReplyNames.Balance))[0].State.ShouldBe("Accepted");
        await market.Shop.HearsAsync(first, "delivered");

        (await market.RepliesAsync(ReplyNames.Balance))[0].State.ShouldBe("Delivered");
    }

    [Fact]
    public async Task A_batch_of_statuses_that_waits_for_a_reply_keeps_the_next_batch_from_nothing()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        await market.Shop.SaysAsync("balance");
        var sent = await market.RepliesAsync(ReplyNames.Balance);
        var now = await service.Database.NowAsync();
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand($"select from outbox where id = {sent[0].Id} for update", holder);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, Enumerable.Range(0, 100).Select(n => Webhook.Status(sent[0].Wamid!, $"odd{n:00}", now))));
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, Webhook.Status(sent[1].Wamid!, "delivered", now)));

            await service.Database.UntilAsync($"select state = 'Delivered' as \"Value\" from outbox where id = {sent[1].Id}");
        }

        await service.IdleAsync();
        (await service.Database.OneAsync<int>($"select count(*)::int as \"Value\" from inbox_status where phone_number_id = {market.PhoneNumberId} and state <> 'Handled'")).ShouldBe(0);
    }

    private Task<IReadOnlyList<string>> ReasonsAsync(Market market) =>
        service.Database.AskAsync<string>($"select state || coalesce(', ' || reason, '') as \"Value\" from inbox_status where phone_number_id = {market.PhoneNumberId}");

    private static string Words(SentReply reply) =>
        $"{reply.State}, " + string.Join(' ', new (DateTimeOffset? At, string Name)[]
            { (reply.SentAt, "sent"), (reply.DeliveredAt, "delivered"), (reply.ReadAt, "read"), (reply.FailedAt, "failed") }
            .Where(pair => pair.At is not null).Select(pair => pair.Name)) is var words ? words.TrimEnd() : "";
}
