using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class KeyTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_key_has_its_calls_per_minute_and_no_more_and_other_keys_have_theirs()
    {
        await using var service = new ServiceUnderTest(cluster) { Settings = { ["Api:CallsPerMinute"] = "5" } };
        await service.StartAsync("Production");
        var market = await Market.OpenAsync(service);
        var (one, other) = (await Integrator.OfAsync(service, market.Wholesaler), await Integrator.OfAsync(service, market.Wholesaler));

        var replies = new List<Reply>();
        // More than two windows hold, so that the turn of a minute does not matter.
        for (var call = 0; call < 11; call++)
        {
            replies.Add(await one.GetAsync("/credit-lines"));
        }

        replies[0].ShouldBe(200);
        // A second would bring everybody back into the same minute.
        replies.First(reply => reply.Status != 200).ShouldBe(429, "RATE_LIMITED").RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        (await other.GetAsync("/credit-lines")).ShouldBe(200);
    }

    [Fact]
    public async Task Keys_that_are_none_are_not_looked_up_without_end_and_shut_out_no_known_one()
    {
        await using var service = new ServiceUnderTest(cluster) { Settings = { ["Api:WrongKeysPerMinute"] = "5" } };
        await service.StartAsync("Production");
        var market = await Market.OpenAsync(service);
        var (known, unknown) = (await Integrator.OfAsync(service, market.Wholesaler), await Integrator.OfAsync(service, market.Wholesaler));
        (await known.GetAsync("/credit-lines")).ShouldBe(200);

        var replies = new List<Reply>();
        for (var call = 0; call < 11; call++)
        {
            replies.Add(await new Integrator(service, $"wao_{Guid.NewGuid():N}_x").GetAsync("/credit-lines"));
        }

        replies[0].ShouldBe(401, "UNAUTHENTICATED");
        var refused = replies.First(reply => reply.Status != 401);
        refused.ShouldBe(429, "RATE_LIMITED").RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        (await known.GetAsync("/credit-lines")).ShouldBe(200);
        (await unknown.GetAsync("/credit-lines")).ShouldBe(429, "RATE_LIMITED");
    }

    [Fact]
    public async Task A_revoked_key_is_dead_at_once()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        var market = await Market.OpenAsync(service);
        var caller = await Integrator.OfAsync(service, market.Wholesaler);
        (await caller.GetAsync("/credit-lines")).ShouldBe(200);

        (await service.Services.GetRequiredService<ApiKeys>().RevokeAsync(Guid.ParseExact(caller.Key.Split('_')[1], "N"), CancellationToken.None)).ShouldBeTrue();
        (await caller.GetAsync("/credit-lines")).ShouldBe(401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_wholesalers_key_never_has_the_operators_scope()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        var market = await Market.OpenAsync(service);
        await Should.ThrowAsync<ArgumentException>(() => Integrator.OfAsync(service, market.Wholesaler, ApiScopes.Operator));
    }
}
