using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A turn holds its conversation: nobody else waits for it, and nothing is lost by that.</summary>
public sealed class BusyConversationTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task A_webhook_does_not_wait_for_a_turn()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        var before = market.Shop.Text("1 salt", await service.Database.NowAsync());
        await using var turn = await service.Database.ConnectAsync();
        await using var holding = await turn.BeginTransactionAsync();
        await service.Database.HoldConversationsAsync(turn, market.PhoneNumberId);
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, before));
        await service.Database.HoldInboxAsync(turn, market.PhoneNumberId);

        // Meta's answer comes while the turn holds its conversation and has updated the very message that is redelivered.
        await service.ReceiveAsync(Webhook.Of(
            market.PhoneNumberId, before, market.Shop.Text("2 salt", await service.Database.NowAsync()),
            Webhook.Status("wamid.of-nobody", "delivered", await service.Database.NowAsync()), market.Stranger().Text("hello", await service.Database.NowAsync())));

        await holding.RollbackAsync();
        await service.RunAsync<HandleStrandedMessages>();
        await service.IdleAsync();
        market.Shop.Last.Text.ShouldContain("*Total: NPR 24,975*");
        market.Stranger().Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_finds_the_conversation_held_leaves_it_to_the_holder()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        await using var turn = await service.Database.ConnectAsync();
        await using var holding = await turn.BeginTransactionAsync();
        await service.Database.HoldConversationsAsync(turn, market.PhoneNumberId);
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("1 salt", await service.Database.NowAsync())));
        var shop = await service.Database.OneAsync<Guid>(
            $"select id as \"Value\" from person where phone_number_id = {market.PhoneNumberId} and phone = {market.Shop.Number}");

        // Returns although the message waits: no turning round and round until the holder is done.
        await service.Services.GetRequiredService<HandleConversation>()
            .ExecuteAsync(new PersonKey(market.PhoneNumberId, new PersonId(shop)), CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(30));

        market.Shop.Bubbles.Count.ShouldBe(1);
        await holding.RollbackAsync();
        await service.RunAsync<HandleStrandedMessages>();
        await service.IdleAsync();
        market.Shop.Last.Text.ShouldContain("*Total: NPR 23,825*");
    }

    [Fact]
    public async Task One_conversation_that_is_held_does_not_keep_the_stranded_messages_of_others()
    {
        var (held, other) = (await Market.OpenAsync(service), await Market.OpenAsync(service));
        await using var turn = await service.Database.ConnectAsync();
        await using var holding = await turn.BeginTransactionAsync();
        await service.Database.HoldConversationsAsync(turn, held.PhoneNumberId);
        await using (var death = await service.Database.ConnectAsync())
        {
            await using var dying = await death.BeginTransactionAsync();
            await service.Database.HoldConversationsAsync(death, other.PhoneNumberId);
            foreach (var market in new[] { held, other })
            {
                await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("5 sugar", await service.Database.NowAsync())));
            }

            await service.Database.DoAsync($"""
                update inbox_message set lease_owner = gen_random_uuid(), leased_until = clock_now() - interval '1 second'
                where phone_number_id in ({held.PhoneNumberId}, {other.PhoneNumberId})
                """);
        }

        // Whom the webhook woke may look at the conversation just then: the next run finds the message.
        await Until.SoAsync(
            async () =>
            {
                await service.RunAsync<HandleStrandedMessages>();
                return await service.Database.OneAsync<bool>(
                    $"select count(*) = 1 as \"Value\" from inbox_message where phone_number_id = {other.PhoneNumberId} and state = 'Handled'");
            },
            () => "The other one's message waits.");

        await holding.RollbackAsync();
        await service.RunAsync<HandleStrandedMessages>();
        await service.IdleAsync();
        held.Shop.Bubbles.Count.ShouldBe(1);
    }
}
