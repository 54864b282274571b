using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A message that cannot be handled, and messages whose holder has died.</summary>
public sealed class PoisonMessageTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>, IAsyncLifetime
{
    private const string Poison = "wamid.poison";
    private const int MostAttempts = 5;

    /// <summary>Whoever wants to finish the poison is refused by the database.</summary>
    public async ValueTask InitializeAsync() => await service.Database.DoAsync($"""
        create or replace function refuse_poison() returns trigger language plpgsql as
            'begin raise exception ''poison''; end';
        create or replace trigger refuse_poison before update on inbox_message
            for each row when (new.dedupe_key like 'wamid.poison%' and new.state = 'Handled') execute function refuse_poison();
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_that_always_fails_is_tried_later_and_later_then_given_up_honestly_and_the_next_one_is_answered()
    {
        var market = await Market.OpenAsync(service);
        var poison = market.Shop.Text("5 sugar", await service.Database.NowAsync());
        poison["id"] = Poison;
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, poison));
        await service.IdleAsync();
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("1 salt", await service.Database.NowAsync())));

        for (var attempt = 1; attempt < MostAttempts; attempt++)
        {
            var stored = await StoredAsync(Poison);
            stored.ShouldBe(new("Waiting", attempt, "PostgreSQL P0001", (int)Math.Pow(2, attempt)));
            await service.RunAsync<HandleStrandedMessages>();
            await service.IdleAsync();
            (await StoredAsync(Poison)).Attempts.ShouldBe(attempt, "before its time it is not tried");
            market.Shop.Bubbles.ShouldBeEmpty();
            await service.Database.MoveClockAsync(TimeSpan.FromSeconds(Math.Pow(2, attempt)));
            await service.RunAsync<HandleStrandedMessages>();
            await service.IdleAsync();
        }

        (await StoredAsync(Poison)).ShouldBe(new("Dead", MostAttempts, "PostgreSQL P0001", null));
        market.Shop.Bubbles.Count.ShouldBe(2);
        market.Shop.Bubbles[0].Text.ShouldStartWith("Sorry, something went wrong with your last message and I couldn't act on it.");
        market.Shop.Bubbles[1].Text.ShouldContain("*Total: NPR 575*");
    }

    [Fact]
    public async Task A_message_whose_cause_of_failure_went_away_is_answered_at_its_next_attempt()
    {
        var market = await Market.OpenAsync(service);
        var poison = market.Shop.Text("5 sugar", await service.Database.NowAsync());
        poison["id"] = $"{Poison}.curable";
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, poison));
        await service.IdleAsync();
        await service.Database.DoAsync($"drop trigger refuse_poison on inbox_message");

        await service.Database.MoveClockAsync(TimeSpan.FromSeconds(2));
        await service.RunAsync<HandleStrandedMessages>();
        await service.IdleAsync();

        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldContain("*Total: NPR 23,250*");
    }

    [Fact]
    public async Task A_bad_message_in_a_batch_hurts_no_other()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();
        var poison = market.Shop.Text("7 sugar", now);
        poison["id"] = $"{Poison}.in-the-middle";

        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("5 sugar", now), poison, market.Shop.Text("1 salt", now)));
        for (var round = 0; round < 2 * MostAttempts; round++)
        {
            await service.IdleAsync();
            await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
            await service.RunAsync<HandleStrandedMessages>();
        }

        await service.IdleAsync();
        (await StoredAsync($"{Poison}.in-the-middle")).State.ShouldBe("Dead");
        market.Shop.Last.Text.ShouldContain("*Total: NPR 23,825*");
        market.Shop.Bubbles.Count(bubble => bubble.Text.StartsWith("Sorry")).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_crashed_holder_had_taken_is_taken_up_once_its_lease_is_over()
    {
        var market = await Market.OpenAsync(service);
        var message = market.Shop.Text("5 sugar", await service.Database.NowAsync());
        await using var crashing = await service.Database.ConnectAsync();
        await using (var death = await crashing.BeginTransactionAsync())
        {
            // The holder: it has the conversation and its lease is written when it dies.
            await service.Database.HoldConversationsAsync(crashing, market.PhoneNumberId);
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, message));
            await service.Database.DoAsync($"""
                update inbox_message set lease_owner = gen_random_uuid(), leased_until = clock_now() + interval '1 minute'
                where phone_number_id = {market.PhoneNumberId}
                """);
        }

        await service.RunAsync<HandleStrandedMessages>();
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, message));
        market.Shop.Bubbles.ShouldBeEmpty();
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
        // Whom the webhook woke may look at the conversation just then: the next run finds the message.
        await Until.SoAsync(
            async () =>
            {
                await service.RunAsync<HandleStrandedMessages>();
                return (await StoredAsync((string)message["id"]!)).State == "Handled";
            },
            () => "The message waits.");
        await service.IdleAsync();

        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldContain("*Total: NPR 23,250*");
        (await StoredAsync((string)message["id"]!)).ShouldBe(new("Handled", 1, "its holder stopped", null));
    }

    private Task<Stored> StoredAsync(string wamid) => service.Database.OneAsync<Stored>($"""
        select state as "State", attempts as "Attempts", reason as "Reason",
            case when state = 'Waiting' then round(extract(epoch from next_attempt_at - clock_now()))::int end as "SecondsToWait"
        from inbox_message where dedupe_key = {wamid}
        """);

    private sealed record Stored(string State, int Attempts, string? Reason, int? SecondsToWait);
}
