using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Webhooks;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>Which person a message is put to, whatever ids Meta sends with it.</summary>
public sealed class WhoWroteTests(PostgresCluster cluster) : IAsyncLifetime
{
    private Pools pools = null!;
    private NpgsqlDataSource owner = null!;
    private StoreWebhook store = null!;
    private int messages;

    public async ValueTask InitializeAsync()
    {
        var database = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        pools = new Pools(database.Ordering, new DatabaseOptions());
        owner = NpgsqlDataSource.Create(database.Owner);
        store = new StoreWebhook(pools, new WakeUps<ToHandle>(TimeProvider.System), new WakeUps<StatusesToHandle>(TimeProvider.System), NullLogger<StoreWebhook>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await pools.DisposeAsync();
        await owner.DisposeAsync();
    }

    [Theory]
    [InlineData("5511987654321", "551187654321")]
    [InlineData("551167654321", "5511967654321")]
    [InlineData("5215512345678", "525512345678")]
    [InlineData("541112345678", "5491112345678")]
    public async Task Two_ways_of_writing_one_mobile_are_one_person_who_keeps_the_form_that_came_first(string first, string second)
    {
        await SayAsync(From(first));
        await SayAsync(From(second));
        (await PeopleAsync()).ShouldBe([$"{first} - 2"]);
    }

    [Theory]
    [InlineData("551132654321", "5511932654321")]
    [InlineData("12025550101", "12025550102")]
    [InlineData("919876543210", "9199876543210")]
    public async Task Numbers_that_only_look_alike_are_two_people(string first, string second)
    {
        await SayAsync(From(first), From(second));
        (await PeopleAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Both_forms_in_one_webhook_make_one_person()
    {
        await SayAsync(From("5511987654321"), From("551187654321"), From("5511987654321", "BR.1"));
        (await PeopleAsync()).ShouldHaveSingleItem().ShouldEndWith(" BR.1 3");
    }

    [Fact]
    public async Task Whoever_was_known_by_phone_is_known_by_his_user_id_once_Meta_has_sent_both()
    {
        await SayAsync(From("12025550101"));
        await SayAsync(From("12025550101", "US.1"));
        await SayAsync(From(null, "US.1"));
        (await PeopleAsync()).ShouldBe(["12025550101 US.1 3"]);
    }

    [Fact]
    public async Task Whoever_was_known_by_user_id_is_known_by_his_phone_once_Meta_has_sent_both()
    {
        await SayAsync(From(null, "US.1"));
        await SayAsync(From("12025550101", "US.1"));
        await SayAsync(From("12025550101"));
        (await PeopleAsync()).ShouldBe(["12025550101 US.1 3"]);
    }

    [Fact]
    public async Task Two_known_people_are_never_made_one_by_a_message()
    {
        await SayAsync(From("12025550101"));
        await SayAsync(From(null, "US.1"));
        await SayAsync(From("12025550101", "US.1"));
        (await PeopleAsync()).ShouldBe(["- US.1 2", "12025550101 - 1"]);
    }

    [Fact]
    public async Task A_message_from_nobody_or_to_no_number_is_kept_and_its_neighbours_are_not_hurt()
    {
        await SayAsync("\"from\":\"123\"", From("12025550101"), "\"from\":\"12345678901234567\"");
        await store.ExecuteAsync("""{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"from":"12025550101","id":"wamid.n","type":"text"}]}}]}]}"""u8.ToArray(), CancellationToken.None);
        (await PeopleAsync()).ShouldBe(["12025550101 - 1"]);
        (await AskAsync("select reason from inbox_message where kind = 'Unreadable' and state = 'Kept'")).ShouldBe(
            ["a message without from, from_user_id or a contact of its own", "a message without from, from_user_id or a contact of its own", "a message without phone_number_id"]);
    }

    private static string From(string? phone, string? userId = null) =>
        string.Join(',', new[] { phone is null ? null : $"\"from\":\"{phone}\"", userId is null ? null : $"\"from_user_id\":\"{userId}\"" }.OfType<string>());

    private Task SayAsync(params string[] senders)
    {
        var said = senders.Select(sender => $$$"""{{{{sender}}},"id":"wamid.{{{++messages}}}","timestamp":"1700000001","type":"text","text":{"body":"a"}}""");
        const string Before = """{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[""";
        return store.ExecuteAsync(Encoding.UTF8.GetBytes($"{Before}{string.Join(',', said)}]}}}}]}}]}}"), CancellationToken.None);
    }

    private Task<List<string>> PeopleAsync() => AskAsync("""
        select concat_ws(' ', coalesce(p.phone, '-'), coalesce(p.user_id, '-'),
            (select count(*) from inbox_message m where m.person_id = p.id and m.phone_number_id = p.phone_number_id and m.kind = 'Message'))
        from person p join conversation c on c.person_id = p.id and c.phone_number_id = p.phone_number_id
        """);

    private async Task<List<string>> AskAsync(string sql)
    {
        var rows = new List<string>();
        await using var command = owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
