using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Ordering;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// The service itself, in this process: its own program, in Production, on a free port, with a fresh migrated database whose
/// clock the test moves, Meta's server played by <see cref="WireMockCloudApi"/>. Its alarm clock does not ring
/// unless a test sets <c>Jobs:Server</c>: tests run the jobs by their method.
/// </summary>
public class ServiceUnderTest(PostgresCluster cluster) : IAsyncLifetime
{
    public const string AppSecret = "app-secret-of-the-tests";
    public const string PreviousAppSecret = "app-secret-before-the-rotation";
    public const string VerifyToken = "verify-token-of-the-tests";

    private Application? _application;
    private HttpClient? _http;
    private OrderingConnectionStrings? _addresses;
    private TestDatabase? _database;
    private DescribedApi? _described;
    private AlarmClock? _alarms;

    public ScriptedCloudApi Meta { get; private set; } = null!;

    public TestDatabase Database => _database!;

    /// <summary>Settings of a test's own, to be there before the start.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>What a test adds to the service's connection string, such as <c>;Timeout=1</c>.</summary>
    public string ConnectionOptions { get; init; } = "";

    /// <summary>What a test adds to the service's own wiring.</summary>
    public Action<IServiceCollection> Add { get; init; } = _ => { };

    /// <summary>Everything that the service has logged, from Information on.</summary>
    public KeptLog Log { get; } = new();

    /// <summary>Another service, whose database, clock and Meta this one shares.</summary>
    public ServiceUnderTest? Beside { get; init; }

    /// <summary>What is to happen once the database is there and before the service starts.</summary>
    public Func<ServiceUnderTest, Task>? BeforeStart { get; init; }

    public HttpClient Http => _http!;

    public IServiceProvider Services => _application!.Services;

    public AlarmClock Alarms => _alarms!;

    public virtual ValueTask InitializeAsync() => StartAsync("Production");

    public async ValueTask StartAsync(string environment)
    {
        if (Beside is { } first)
        {
            (_addresses, _database, Meta) = (first._addresses, first._database, first.Meta);
        }
        else
        {
            _addresses = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
            _database = new TestDatabase(_addresses);
            await _database.TakeClockAsync();
            Meta = await StartMetaAsync();
        }

        _alarms = new AlarmClock(_addresses!.Ordering);
        await (BeforeStart?.Invoke(this) ?? Task.CompletedTask);
        _application = new Application(environment, SettingsFor(_addresses), Log, Add);
        _http = new HttpClient { BaseAddress = _application.Start(), Timeout = TimeSpan.FromSeconds(60) };
        // Hangfire's log is one for the process: it must not write into that of a service which is gone.
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
    }

    /// <summary>As the job's alarm would: by the method that the schedule names.</summary>
    public Task<int> RunAsync<TJob>()
        where TJob : class
    {
        var job = Schedule.Jobs.Single(job => job.Job.Type == typeof(TJob)).Job;
        return (Task<int>)job.Method.Invoke(Services.GetRequiredService<TJob>(), BindingFlags.DoNotWrapExceptions, null, [CancellationToken.None], null)!;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>What /openapi/v1.json tells.</summary>
    public async Task<DescribedApi> DescribedAsync() =>
        _described ??= new DescribedApi(await Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

    /// <summary>A browser with cookies that is signed in as a new operator; it follows redirects.</summary>
    public async Task<HttpClient> SignInAsOperatorAsync()
    {
        using var visitor = new OfficeVisitor(Http.BaseAddress!);
        using var answer = await visitor.ChoosePasswordAsync(await InviteAsync($"operator-{Guid.NewGuid():N}@example.com"));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        return visitor.Following();
    }

    /// <summary>A one-time link for an operator, as the verb makes it.</summary>
    public async Task<Uri> InviteAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<InviteOperator>().ExecuteAsync(email, Http.BaseAddress!))
            .ShouldBeOfType<Invitation.Link>().Address;
    }

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

    /// <summary>What people write to one of our numbers, in one post.</summary>
    public virtual Task DeliverAsync(string phoneNumberId, params JsonObject[] messages) => ReceiveAsync(Webhook.Of(phoneNumberId, messages));

    /// <summary>Time passes for everybody.</summary>
    public virtual Task PassAsync(TimeSpan time) => Database.MoveClockAsync(time);

    /// <summary>Until everything that is due is done.</summary>
    public virtual async Task IdleAsync()
    {
        try
        {
            await Database.IdleAsync();
        }
        catch (ShouldAssertException stuck)
        {
            throw new ShouldAssertException($"{stuck.Message}\n{string.Join('\n', Log.Lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal)))}", stuck);
        }
    }

    /// <summary>The books hold, and the database has broken no deadlock. Swept before: another test may have moved the clock past an order's time.</summary>
    public async Task BooksHoldAsync()
    {
        await RunAsync<ExpireOrders>();
        await IdleAsync();
        var audit = await Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None);
        audit.Where(line => line.Breaches > 0).ShouldBeEmpty();
        var deadlocks = await Database.DeadlocksAsync(Services.GetRequiredService<Pools>());
        deadlocks.ShouldBe(0, deadlocks == 0 ? null : cluster.DeadlocksInLog());
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http?.Dispose();
        await (_application?.DisposeAsync() ?? ValueTask.CompletedTask);

        if (Beside is null)
        {
            await Meta.DisposeAsync();
        }
    }

    protected virtual Task<ScriptedCloudApi> StartMetaAsync() => Task.FromResult<ScriptedCloudApi>(new WireMockCloudApi());

    private Dictionary<string, string?> SettingsFor(OrderingConnectionStrings addresses)
    {
        var settings = new Dictionary<string, string?>
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
            ["Jobs:Server"] = "false",
            ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };
        foreach (var pool in Enum.GetNames<Pool>())
        {
            settings[$"{DatabaseOptions.Section}:{pool}"] = "5";
        }

        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        return settings;
    }
}

/// <summary>The same, with a Meta that can cut connections and fall silent.</summary>
public sealed class ServiceWithCutConnections(PostgresCluster cluster) : ServiceUnderTest(cluster)
{
    protected override async Task<ScriptedCloudApi> StartMetaAsync() => await StubCloudApi.StartAsync();
}
