using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Ordering;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// The service itself, in this process: Production, Kestrel on a free port, a fresh migrated database whose clock the
/// test moves, Meta's server played by <see cref="WireMockCloudApi"/>. Its alarm clock does not ring: tests run the jobs.
/// </summary>
public class ServiceUnderTest(PostgresCluster cluster) : IAsyncLifetime
{
    public const string AppSecret = "app-secret-of-the-tests";
    public const string PreviousAppSecret = "app-secret-before-the-rotation";
    public const string VerifyToken = "verify-token-of-the-tests";

    private WebApplication? _app;
    private HttpClient? _http;
    private TestDatabase? _database;
    private DescribedApi? _described;

    public ScriptedCloudApi Meta { get; private set; } = null!;

    public TestDatabase Database => _database!;

    /// <summary>Settings of a test's own, to be there before the start.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>What a test adds to the service's connection string, such as <c>;Timeout=1</c>.</summary>
    public string ConnectionOptions { get; init; } = "";

    /// <summary>Everything that the service has logged, from Information on.</summary>
    public KeptLog Log { get; } = new();

    public HttpClient Http => _http!;

    public IServiceProvider Services => _app!.Services;

    public ValueTask InitializeAsync() => StartAsync("Production");

    public async ValueTask StartAsync(string environment)
    {
        var addresses = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        _database = new TestDatabase(addresses);
        await _database.TakeClockAsync();
        Meta = await StartMetaAsync();
        _app = Build(addresses, environment);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>As the job's alarm would.</summary>
    public Task<int> RunAsync<TJob>()
        where TJob : Jobs.IJob => Services.GetRequiredService<TJob>().RunAsync(CancellationToken.None);

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>What /openapi/v1.json tells.</summary>
    public async Task<DescribedApi> DescribedAsync() =>
        _described ??= new DescribedApi(await Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

    /// <summary>Posts a webhook signed as Meta signs.</summary>
    public Task<HttpResponseMessage> PostAsync(byte[] body, string secret = AppSecret) => PostSignedAsync(body, Sign(body, secret));

    public async Task<HttpResponseMessage> PostSignedAsync(byte[] body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null)
        {
            request.Headers.Add("X-Hub-Signature-256", signature);
        }

        return await Http.SendAsync(request);
    }

    public static string Sign(byte[] body, string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Posts a webhook, and it is taken.</summary>
    public async Task ReceiveAsync(byte[] body)
    {
        using var answer = await PostAsync(body);
        ((int)answer.StatusCode).ShouldBe(200);
    }

    /// <summary>Until everything that is due is done.</summary>
    public Task IdleAsync() => Database.IdleAsync();

    /// <summary>The books hold, and the database has broken no deadlock.</summary>
    public async Task BooksHoldAsync()
    {
        await IdleAsync();
        var audit = await Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None);
        audit.Where(line => line.Breaches > 0).ShouldBeEmpty();
        (await Database.DeadlocksAsync(Services.GetRequiredService<Pools>())).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await Meta.DisposeAsync();
    }

    protected virtual Task<ScriptedCloudApi> StartMetaAsync() => Task.FromResult<ScriptedCloudApi>(new WireMockCloudApi());

    private WebApplication Build(OrderingConnectionStrings addresses, string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Controllers and pages are found by the application's name.
            ApplicationName = typeof(Serve).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = environment,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ordering"] = addresses.Ordering + ConnectionOptions,
            ["WhatsApp:AppSecret"] = AppSecret,
            ["WhatsApp:AppSecretPrevious"] = PreviousAppSecret,
            ["WhatsApp:VerifyToken"] = VerifyToken,
            ["WhatsApp:AccessToken"] = "access-token-of-the-tests",
            ["WhatsApp:GraphBaseUrl"] = Meta.BaseUrl,
            // Tests of the pace and of read marks ask for them; the others count bubbles, as quick as can be.
            ["Replies:ReadMarks"] = "false",
            ["Replies:PairEvery"] = "00:00:00",
            ["Replies:NumberPerSecond"] = "10000",
            ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.PostConfigureAll<QuartzHostedServiceOptions>(engine => engine.AutoStart = false);
        return Serve.Build(builder);
    }
}

/// <summary>The same, with a Meta that can cut connections and fall silent.</summary>
public sealed class ServiceWithCutConnections(PostgresCluster cluster) : ServiceUnderTest(cluster)
{
    protected override async Task<ScriptedCloudApi> StartMetaAsync() => await StubCloudApi.StartAsync();
}
