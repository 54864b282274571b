using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// The service as a process in Production, on a database and before a Cloud API that outlive it: it may be killed anywhere
/// and started again. Locks held from here stop it just before a step; nothing in it knows of that.
/// </summary>
public sealed class MortalService(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentQueue<byte[]> unanswered = new();
    private OrderingConnectionStrings addresses = null!;
    private ServiceProvider books = null!;
    private ChildProgram? program;
    private Uri webhook = null!;

    public StubCloudApi Meta { get; private set; } = null!;

    /// <summary>Seen by a superuser, since others do not see what a session waits for.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>Credit and Ordering in this process, over the same database.</summary>
    public IServiceProvider Books => books;

    public AlarmClock Alarms => new(addresses.Ordering);

    /// <summary>Webhooks that got no 200; Meta sends them again.</summary>
    public int Unanswered => unanswered.Count;

    public async ValueTask InitializeAsync() => await InitializeAsync(
        await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None)), await cluster.SuperuserAsync());

    /// <summary>On a migrated database of the caller's.</summary>
    public async Task InitializeAsync(OrderingConnectionStrings database, string superusers)
    {
        addresses = database;
        var superuser = new NpgsqlConnectionStringBuilder(superusers)
        {
            Database = new NpgsqlConnectionStringBuilder(addresses.Owner).Database,
        };
        Database = new TestDatabase(addresses with { Owner = superuser.ConnectionString });
        await new TestDatabase(addresses).TakeClockAsync();
        // Without a pool, so that no session of ours is taken for one of the dead service's.
        var unpooled = new NpgsqlConnectionStringBuilder(addresses.Ordering) { Pooling = false }.ConnectionString;
        var services = new ServiceCollection();
        services.AddLogging().AddBooks(new ConfigurationBuilder().Build(), unpooled);
        books = services.BuildServiceProvider();
        Meta = await StubCloudApi.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (program?.DisposeAsync() ?? ValueTask.CompletedTask);
        await books.DisposeAsync();
        await Meta.DisposeAsync();
        http.Dispose();
    }

    /// <summary>Starts it unless it runs, and delivers again what it left unanswered.</summary>
    public async Task StartAsync()
    {
        if (program is not null)
        {
            return;
        }

        // What the dead one began must be over, or its locks would be in the way.
        await Database.UntilAsync($"""
            select not exists (select from pg_stat_activity
                where datname = current_database() and application_name like 'whatsapp-ordering %') as "Value"
            """);
        program = Run();
        webhook = new Uri(new Uri(await program.ReadAfterAsync("Now listening on: ")), "/webhooks/whatsapp");
        await DeliverAgainAsync();
        Unanswered.ShouldBe(0, program.Output);
    }

    /// <summary>Starts a second process beside the first, on the same database; webhooks go to the first.</summary>
    public async Task<ChildProgram> StartAnotherAsync()
    {
        var other = Run();
        await other.ReadAfterAsync("Now listening on: ");
        return other;
    }

    /// <summary>As Meta does, what was not answered with 200.</summary>
    public async Task DeliverAgainAsync()
    {
        for (var left = unanswered.Count; left > 0 && unanswered.TryDequeue(out var body); left--)
        {
            await DeliverAsync(body);
        }
    }

    /// <summary>The process that webhooks go to.</summary>
    public ChildProgram Program => program!;

    /// <summary>SIGKILL. PostgreSQL learns of it when it wants to answer, and first finishes the statement that it is at.</summary>
    public async Task KillAsync()
    {
        await program!.KillAsync();
        await program.DisposeAsync();
        program = null;
    }

    /// <summary>SIGKILL, and PostgreSQL learns of it at once.</summary>
    public async Task KillWithItsSessionsAsync()
    {
        await KillAsync();
        await Database.DoAsync($"""
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and application_name like 'whatsapp-ordering %'
            """);
    }

    /// <summary>Delivers a webhook as Meta does: signed, and kept for later unless the answer is 200.</summary>
    public async Task DeliverAsync(byte[] body)
    {
        if (!await PostAsync(body))
        {
            unanswered.Enqueue(body);
        }
    }

    /// <summary>Runs a locking statement; the locks are held until the answer is disposed.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = await Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Until so many of the service's sessions in a pool wait for a lock.</summary>
    public Task BlockedAsync(Pool pool, int sessions) => Database.UntilAsync($"""
        select count(*) = {sessions} as "Value" from pg_stat_activity
        where datname = current_database() and application_name = {$"whatsapp-ordering {pool}"} and wait_event_type = 'Lock'
        """);

    /// <summary>Until a session of this pool waits for a lock.</summary>
    public Task AnyBlockedAsync(Pool pool) => Database.UntilAsync($"""
        select count(*) > 0 as "Value" from pg_stat_activity
        where datname = current_database() and application_name = {$"whatsapp-ordering {pool}"} and wait_event_type = 'Lock'
        """);

    /// <summary>Until the job that looks for left replies has begun and ended once more.</summary>
    public Task SweepAsync() => Alarms.RingAsync("Resend replies");

    private ChildProgram Run()
    {
        var settings = ProductionSettings.With(addresses.Ordering, Meta.BaseUrl);
        settings["Credit__LockTimeout"] = "00:00:08";
        settings["Replies__ReadMarks"] = "false";
        settings["Jobs__TakeOverAfter"] = "00:00:10";
        return ChildProgram.Start(settings, "--urls", "http://127.0.0.1:0");
    }

    private async Task<bool> PostAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Hub-Signature-256", ServiceUnderTest.Sign(body, ProductionSettings.AppSecret));
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
