using System.Net;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What cannot be stored is not acknowledged, so that Meta sends it again.</summary>
public sealed class DatabaseOutageTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task While_the_database_is_away_webhooks_are_refused_and_afterwards_taken_once()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        var message = Webhook.Of(market.PhoneNumberId, market.Shop.Text("1 salt", await service.Database.NowAsync()));

        await AsSuperuserAsync($"alter database {service.Database.Name} allow_connections false");
        await AsSuperuserAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{service.Database.Name}'");
        using (var refused = await service.PostAsync(message))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        using (var forged = await service.PostAsync(message, "another secret"))
        {
            forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await StatusAsync("/health/live"), await StatusAsync("/health/intake"), await StatusAsync("/health/ready"))
            .ShouldBe((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable));

        await AsSuperuserAsync($"alter database {service.Database.Name} allow_connections true");
        NpgsqlConnection.ClearAllPools();
        await service.ReceiveAsync(message);
        await service.ReceiveAsync(message);
        for (var alarm = 0; alarm < 5; alarm++)
        {
            // Each pool still has connections that were cut; the alarm rings again until none is met any more.
            await Record.ExceptionAsync(service.RunAsync<HandleStrandedMessages>);
        }

        await service.IdleAsync();

        (await StatusAsync("/health/ready")).ShouldBe(HttpStatusCode.OK);
        market.Shop.Bubbles.Count.ShouldBe(2);
        market.Shop.Last.Text.ShouldContain("*Total: NPR 23,825*");
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await service.GetAsync(path);
        return answer.StatusCode;
    }

    private async Task AsSuperuserAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await cluster.SuperuserAsync());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
