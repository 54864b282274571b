using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>An error of a number, the account or the app holds back what else would be sent, wherever it was told.</summary>
public sealed class SendPauseTests(PostgresCluster cluster) : IAsyncLifetime
{
    private ServiceProvider services = null!;
    private NpgsqlDataSource owner = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        owner = NpgsqlDataSource.Create(database.Owner);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WhatsApp:AppSecret"] = "s", ["WhatsApp:VerifyToken"] = "v", ["WhatsApp:AccessToken"] = "t",
            ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        }).Build();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging().AddService(settings, database.Ordering).AddSingleton(_ => Application.Words.Value);
        services = builder.Services.BuildServiceProvider();
        foreach (var phone in new[] { "12025550101", "12025550102" })
        {
            await ExecuteAsync($$"""
                insert into person (phone_number_id, id, phone) select n, gen_random_uuid(), '{{phone}}' from unnest(array['1', '2']) n;
                insert into outbox (phone_number_id, person_id, reply, facts, repeat)
                select phone_number_id, id, 'greeting', '{}', 'harmless' from person where phone = '{{phone}}';
                """);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await owner.DisposeAsync();
    }

    [Theory]
    [InlineData(130429, "Number", false, true)]
    [InlineData(133010, "Number", false, true)]
    [InlineData(80007, "Account", false, false)]
    [InlineData(131042, "Account", false, false)]
    [InlineData(4, "App", false, false)]
    [InlineData(190, "App", false, false)]
    [InlineData(131056, null, true, true)]
    [InlineData(100, null, true, true)]
    public async Task A_refusal_holds_back_whoever_is_in_its_scope(int code, string? reach, bool sameNumber, bool otherNumber)
    {
        var claim = (await ClaimAsync("1", "12025550101")).ShouldNotBeNull();
        await InTransactionAsync(scope => scope.GetRequiredService<StoreOutcome>().ExecuteAsync(claim, Refused(code), CancellationToken.None));

        (await ScopesAsync()).ShouldBe(reach is null ? [] : [reach]);
        (await ClaimAsync("1", "12025550102") is not null).ShouldBe(sameNumber);
        (await ClaimAsync("2", "12025550101") is not null).ShouldBe(otherNumber);
    }

    [Theory]
    [InlineData(130429, "Number")]
    [InlineData(80007, "Account")]
    [InlineData(4, "App")]
    [InlineData(190, "App")]
    [InlineData(131026, null)]
    public async Task The_same_code_in_a_status_and_in_errors_pauses_the_same(int code, string? reach)
    {
        var claim = (await ClaimAsync("1", "12025550101")).ShouldNotBeNull();
        await InTransactionAsync(scope => scope.GetRequiredService<StoreOutcome>().ExecuteAsync(claim, new SendOutcome.Accepted("wamid.1"), CancellationToken.None));
        await ReceiveAsync($$"""[{"id":"wamid.1","status":"failed","timestamp":"1700000001","errors":[{"code":{{code}}}]}]""", "statuses");
        await services.GetRequiredService<HandleStatuses>().ExecuteAsync(CancellationToken.None);
        string[] expected = reach is null ? [] : [reach];
        (await ScopesAsync()).ShouldBe(expected);

        await ExecuteAsync("delete from send_pause");
        await ReceiveAsync($$"""[{"code":{{code}},"title":"x"}]""", "errors");
        (await services.GetRequiredService<ActOnNews>().RunAsync(CancellationToken.None)).ShouldBe(1);
        (await ScopesAsync()).ShouldBe(expected);
        (await services.GetRequiredService<ActOnNews>().RunAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_number_limited_for_spam_still_tries_what_people_wait_for_and_slowly()
    {
        await ExecuteAsync("""
            insert into outbox (phone_number_id, person_id, reply, facts, repeat)
            select phone_number_id, id, 'order_placed', '{}', 'never' from person where phone_number_id = '1'
            """);
        await PauseAsync(131048);

        var claim = (await ClaimAsync("1", "12025550101")).ShouldNotBeNull();
        claim.Row.Reply.ShouldBe("order_placed");
        await InTransactionAsync(scope => scope.GetRequiredService<StoreOutcome>().ExecuteAsync(claim, Refused(131048), CancellationToken.None));
        (await ClaimAsync("1", "12025550101")).ShouldBeNull();
        (await ClaimAsync("1", "12025550102")).ShouldNotBeNull();

        // A throttle of the moment does not turn the hours into a stop for all.
        await PauseAsync(130429);
        await ExecuteAsync("update outbox set state = 'Waiting', next_attempt_at = null");
        (await ClaimAsync("1", "12025550101")).ShouldNotBeNull().Row.Reply.ShouldBe("order_placed");

        await ExecuteAsync("delete from send_pause; update outbox set state = 'Waiting', next_attempt_at = null");
        (await ClaimAsync("1", "12025550101")).ShouldNotBeNull().Row.Reply.ShouldBe("greeting");
    }

    [Fact]
    public async Task A_pause_that_is_over_holds_nobody_back_and_the_next_one_is_longer()
    {
        await PauseAsync(80007);
        (await SecondsAsync()).ShouldBe(60, 5);
        await PauseAsync(80007);
        (await SecondsAsync()).ShouldBe(60, 5);

        await ExecuteAsync("update send_pause set until = clock_now() - interval '1 second'");
        (await ClaimAsync("1", "12025550101")).ShouldNotBeNull();
        await PauseAsync(80007);
        (await SecondsAsync()).ShouldBe(120, 5);

        await ExecuteAsync("update send_pause set until = clock_now() - interval '1 hour'");
        await PauseAsync(80007);
        (await SecondsAsync()).ShouldBe(60, 5);
    }

    private static SendOutcome.Refused Refused(int code) => new(code, "d", ErrorPolicy.For(new MetaError(code, null, "d", false, null), 400), null);

    private Task<int> PauseAsync(int code) => InTransactionAsync(async scope =>
    {
        await scope.GetRequiredService<SendPauses>().ApplyAsync((code, Refused(code).Treatment), "1", CancellationToken.None);
        return 0;
    });

    private async Task<OutboxClaim?> ClaimAsync(string phoneNumberId, string phone) => await InTransactionAsync(async scope =>
    {
        var person = await scope.GetRequiredService<OrderingDb>().People.AsNoTracking().SingleAsync(one => one.PhoneNumberId == phoneNumberId && one.Phone == phone);
        return (await scope.GetRequiredService<ClaimReply>().ExecuteAsync(person.Key, CancellationToken.None)).Claim;
    });

    private Task<T> InTransactionAsync<T>(Func<IServiceProvider, Task<T>> work) =>
        services.GetRequiredService<Transactions>().RunAsync(Pool.Sending, (scope, _) => work(scope), CancellationToken.None);

    private Task ReceiveAsync(string items, string array)
    {
        var value = $$$"""{"metadata":{"phone_number_id":"1"},"{{{array}}}":{{{items}}} }""";
        return services.GetRequiredService<StoreWebhook>().ExecuteAsync(
            Encoding.UTF8.GetBytes($$$"""{"entry":[{"changes":[{"field":"messages","value":{{{value}}} }]}]}"""), CancellationToken.None);
    }

    private async Task<List<string>> ScopesAsync()
    {
        await using var command = owner.CreateCommand("select array_agg(scope) from send_pause where until > clock_now()");
        return await command.ExecuteScalarAsync() is string[] scopes ? [.. scopes] : [];
    }

    private async Task<double> SecondsAsync()
    {
        await using var command = owner.CreateCommand("select extract(epoch from until - clock_now())::float8 from send_pause");
        return (double)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
