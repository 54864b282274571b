using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>Two processes whose PostgreSQL is stopped and started again under them.</summary>
[Collection(EndToEndCollection.Crashes)]
public sealed class StoppedDatabaseTests(PostgresCluster cluster)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task With_PostgreSQL_away_for_twenty_seconds_both_go_on_by_themselves_and_say_little()
    {
        await using var folder = new LabFolder();
        var settings = new PostgresSettings(folder.FullPath) { Durable = false, MaxConnections = 250, Port = FreePort.Next() };
        var server = await PostgresServer.StartAsync(settings, NullLogger.Instance, TestContext.Current.CancellationToken);
        var addresses = await PostgresRoles.PrepareDatabaseAsync(server.SuperuserConnectionString, "away", "owner", "service", TestContext.Current.CancellationToken);
        await Migrate.ExecuteAsync(addresses.Owner, addresses.Ordering, TestContext.Current.CancellationToken);
        var service = new MortalService(cluster);
        try
        {
            await service.InitializeAsync(addresses, server.SuperuserConnectionString);
            await service.StartAsync();
            await using var other = await service.StartAnotherAsync();
            var trade = await Trade.OpenAsync(service);
            await trade.FillCartAsync();
            await Until.SoAsync(() => Task.FromResult(service.Alarms.Servers().Count == 2), () => string.Join(", ", service.Alarms.Servers()));

            await server.DisposeAsync();
            await trade.PlaceAsync();
            service.Unanswered.ShouldBe(1);
            await Task.Delay(Away, TestContext.Current.CancellationToken);
            server = await PostgresServer.StartAsync(settings, NullLogger.Instance, TestContext.Current.CancellationToken);
            NpgsqlConnection.ClearAllPools();

            await Until.SoAsync(
                async () =>
                {
                    await service.DeliverAgainAsync();
                    return service.Unanswered == 0;
                },
                () => service.Program.Output);
            await trade.AnsweredAsync(replies: 3);
            await trade.ConfirmAsync();
            await Until.SoAsync(async () => (await trade.BooksAsync()).StartsWith("Confirmed ", StringComparison.Ordinal), () => service.Program.Output);
            await service.Alarms.RingAsync("Expire orders", failures: 3);

            foreach (var process in new[] { service.Program, other })
            {
                process.HasEnded.ShouldBeFalse(process.Output);
                var lines = process.Output.Split('\n');
                lines.Where(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).ShouldBeEmpty(process.Output);
                var told = lines.Where(line => line.Contains("The database cannot be used", StringComparison.Ordinal)).Select(line => line.Split("noticed by ")[1]).ToList();
                told.ShouldNotBeEmpty();
                told.CountBy(line => line).ShouldAllBe(part => part.Value <= 2, process.Output);
            }
        }
        finally
        {
            await service.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
