using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>One reply of a person's is under way at a time, whoever takes which first.</summary>
public sealed class OneInFlightTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Whoever_takes_an_earlier_reply_while_somebody_takes_a_later_one_leaves_it_to_him()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        var shop = new PersonKey(market.PhoneNumberId, new PersonId(await service.Database.OneAsync<Guid>(
            $"select id as \"Value\" from person where phone_number_id = {market.PhoneNumberId} and phone = {market.Shop.Number}")));
        // Two turns that committed the other way round.
        var ids = await service.Database.AskAsync<long>($"""
            insert into outbox (phone_number_id, person_id, reply, facts, repeat, state)
            select {market.PhoneNumberId}, {shop.Person.Value}, 'greeting', jsonb_build_object(), 'harmless', 'Waiting' from generate_series(1, 2) returning id as "Value"
            """);
        var (earlier, later) = (ids.Min(), ids.Max());
        await using var other = await service.Database.ConnectAsync();
        await using var taking = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var take = new NpgsqlCommand("update outbox set state = 'Sending', attempt = 1, leased_until = clock_now() + interval '1 minute' where id = $1", other))
        {
            take.Parameters.Add(new NpgsqlParameter<long> { TypedValue = later });
            await take.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var send = service.Services.GetRequiredService<SendReplies>();
        var second = send.ExecuteAsync(shop, CancellationToken.None);
        await service.Database.UntilAsync($"""
            select exists (select from pg_locks k join pg_stat_activity a on a.pid = k.pid and a.datname = current_database() where not k.granted) as "Value"
            """);
        await taking.CommitAsync(TestContext.Current.CancellationToken);

        (await second).ShouldBeNull();
        (await StateAsync(earlier)).ShouldBe("Waiting 0");
        await service.Database.DoAsync($"update outbox set state = 'Accepted', leased_until = null, wamid = 'wamid.later', accepted_at = clock_now() where id = {later}");
        await send.ExecuteAsync(shop, CancellationToken.None);
        (await StateAsync(earlier)).ShouldBe("Accepted 1");
    }

    [Fact]
    public async Task A_first_send_that_Meta_took_is_stored_by_one_statement_and_the_next_is_looked_for_after_its_commit()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        using var trips = new RoundTrips(service.Database, Pool.Sending);

        await market.Shop.SaysAsync("balance");

        var said = trips.Said;
        said.Count.ShouldBe(6, string.Join('\n', said));
        said[^2].ShouldBe(RoundTrips.Commit);
        said[^1].ShouldStartWith("update outbox set wamid");
        said[^1].ShouldContain("select exists");
        (await market.RepliesAsync(ReplyNames.Balance)).ShouldAllBe(reply => reply.State == "Accepted" && reply.Wamid != null);
    }

    private Task<string> StateAsync(long id) => service.Database.OneAsync<string>($"select state || ' ' || attempt as \"Value\" from outbox where id = {id}");
}
