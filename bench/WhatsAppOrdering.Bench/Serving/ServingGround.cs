using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>The whole service on a port, over a durable PostgreSQL of its own in a temporary folder, with a town of shops.</summary>
internal sealed class ServingGround : IAsyncDisposable
{
    public const string AppSecret = "secret-of-the-bench";
    public const string AccessToken = "token-of-the-bench";
    private readonly PostgresServer _server;
    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly NpgsqlDataSource _owner;

    private ServingGround(PostgresServer server, string folder, WebApplication app, NpgsqlDataSource owner)
    {
        (_server, _folder, _app, _owner) = (server, folder, app, owner);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri WebhookUrl => new(_http.BaseAddress!, "/webhooks/whatsapp");

    public IServiceProvider Services => _app.Services;

    public static async Task<ServingGround> StartAsync(string graph, Town town, Action<IServiceCollection>? more = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"whatsapp-ordering-bench-{Environment.ProcessId}");
        var server = await PostgresServer.StartAsync(new PostgresSettings(folder) { MaxConnections = 200 }, NullLogger.Instance, CancellationToken.None);
        var connections = await PostgresRoles.PrepareDatabaseAsync(server.SuperuserConnectionString, "bench", "owner", "service", CancellationToken.None);
        await Migrate.ExecuteAsync(connections.Owner, connections.Ordering, CancellationToken.None);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Serve).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory, EnvironmentName = "Production",
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ordering"] = connections.Ordering,
            ["WhatsApp:AppSecret"] = AppSecret,
            ["WhatsApp:VerifyToken"] = "bench",
            ["WhatsApp:AccessToken"] = AccessToken,
            ["WhatsApp:GraphBaseUrl"] = graph,
            ["WhatsApp:BusinessAccountId"] = town.BusinessAccountId,
            ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            // Our own machine's limit is looked for, not Meta's.
            ["Replies:NumberPerSecond"] = "10000",
            ["Replies:PairEvery"] = "00:00:00",
            ["Conversations:FloodMessages"] = "10000",
        });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        more?.Invoke(builder.Services);
        var app = Serve.Build(builder);
        await town.WriteAsync(app.Services.GetRequiredService<Transactions>());
        await app.StartAsync();
        return new ServingGround(server, folder, app, NpgsqlDataSource.Create(connections.Owner));
    }

    /// <summary>As autovacuum does in the first minutes.</summary>
    public async Task AnalyzeAsync()
    {
        await using var command = _owner.CreateCommand("vacuum analyze");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Posts a body signed as Meta signs.</summary>
    /// <exception cref="HttpRequestException">It was not answered with 200.</exception>
    public async Task PostAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), body)));
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Replies that Meta has taken and told nothing of.</summary>
    public async Task SayAsync(int count)
    {
        await using var command = _owner.CreateCommand("""
            insert into outbox (phone_number_id, person_id, reply, facts, repeat, state, attempt, wamid, accepted_at)
            select p.phone_number_id, p.id, 'greeting', '{}', 'harmless', 'Accepted', 1, 'wamid.said.' || n, clock_now()
            from generate_series(0, $1 - 1) n
            join (select phone_number_id, id, row_number() over () - 1 as place, count(*) over () as people from person) p on p.place = n % p.people
            """);
        command.Parameters.AddWithValue(count);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Messages, statuses and replies that still wait.</summary>
    public async Task<long> BacklogAsync()
    {
        await using var command = _owner.CreateCommand("""
            select (select count(*) from inbox_message where state = 'Waiting') + (select count(*) from inbox_status where state = 'Waiting')
                + (select count(*) from outbox where state in ('Waiting', 'Sending', 'Ambiguous'))
            """);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Messages whose turn has failed, once or for good.</summary>
    public async Task<int> FailedAsync()
    {
        await using var command = _owner.CreateCommand("select count(*)::int from inbox_message where attempts > 0 or state = 'Dead'");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Questions that somebody was asked twice in a row with the same words.</summary>
    public async Task<int> AskedTwiceAsync()
    {
        await using var command = _owner.CreateCommand("""
            select count(*)::int from (
                select reply, facts, lag(reply) over told as before, lag(facts) over told as same from outbox
                window told as (partition by phone_number_id, person_id order by id)) one
            where reply in ('question', 'cancel_question', 'cancel_which', 'same_again') and reply = before and facts = same
            """);
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Until nothing waits.</summary>
    /// <returns>How much waited at first, and for how long.</returns>
    public async Task<(long Backlog, TimeSpan Took)> DrainAsync(TimeSpan most)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var first = await BacklogAsync();
        while (await BacklogAsync() > 0 && clock.Elapsed < most)
        {
            await Task.Delay(100);
        }

        return (first, clock.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _owner.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
