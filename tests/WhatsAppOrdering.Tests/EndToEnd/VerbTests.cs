using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>What an operator meets at the command line: exit codes, words, and settings that are missing.</summary>
[Collection(EndToEndCollection.Programs)]
public sealed class VerbTests(PostgresCluster cluster)
{
    private const string Nowhere = "http://127.0.0.1:9";

    [Fact]
    public async Task Migrate_makes_the_schema_once_and_audit_finds_the_books_in_order_until_they_are_broken()
    {
        var addresses = await cluster.CreateEmptyDatabaseAsync();
        var settings = ProductionSettings.With(addresses.Ordering, Nowhere);
        settings["ConnectionStrings__Owner"] = addresses.Owner;

        var first = await RunAsync(settings, "migrate");
        first.Code.ShouldBe(0, first.Output);
        first.Output.ShouldStartWith("Applied: ");
        (await RunAsync(settings, "migrate")).ShouldBe((0, "The schema is up to date."));

        var clean = await RunAsync(settings, "audit");
        clean.Code.ShouldBe(0, clean.Output);
        clean.Output.Split('\n').ShouldAllBe(line => line.StartsWith("ok      "));

        await new TestDatabase(addresses).DoAsync($"grant insert on ledger_entry to ordering_service");
        var broken = await RunAsync(settings, "audit");
        broken.Code.ShouldBe(1);
        broken.Output.Split('\n').Where(line => !line.StartsWith("ok      "))
            .ShouldBe(["BROKEN  the service's role may not change the ledger: 1"]);
    }

    [Fact]
    public async Task Lift_freeze_lets_a_line_trade_again_and_keeps_who_and_why()
    {
        await using var books = new BooksUnderTest(cluster);
        await books.InitializeAsync();
        var shop = await books.OpenLineAsync();
        await books.AsServiceAsync(shop.Wholesaler, $"select credit_freeze('{shop.Wholesaler.Value}', '{shop.Line.Value}', 'the hash chain')");
        (await shop.PlaceAsync(1)).Decision.Code.ShouldBe("CREDIT_BLOCKED");
        var settings = ProductionSettings.With(books.Addresses.Ordering, Nowhere);
        string[] lift = ["lift-freeze", shop.Wholesaler.Value.ToString(), shop.Line.Value.ToString()];

        (await RunAsync(settings, lift)).Output.ShouldStartWith("usage: lift-freeze");
        var lifted = await RunAsync(settings, [.. lift, "restored from the backup"]);
        lifted.Code.ShouldBe(0, lifted.Output);
        (await RunAsync(settings, [.. lift, "again"])).ShouldBe((1, "This wholesaler has no frozen line of that id."));

        (await shop.PlaceAsync(1)).Decision.IsAccepted.ShouldBeTrue();
        (await books.Database.AskAsync<string>($"select concat_ws(' ', frozen, actor, reason) as \"Value\" from line_freeze order by id"))
            .ShouldBe(["t audit the hash chain", "f operator restored from the backup"]);
    }

    [Fact]
    public async Task A_key_is_shown_once_has_its_scopes_and_is_dead_once_it_is_revoked()
    {
        await using var books = new BooksUnderTest(cluster);
        await books.InitializeAsync();
        var (shop, keys) = (await books.OpenLineAsync(), books.Services.GetRequiredService<ApiKeys>());
        var settings = ProductionSettings.With(books.Addresses.Ordering, Nowhere);
        string[] add = ["api-key", "add", "--wholesaler", $"{shop.Wholesaler.Value}", "--scopes"];

        var added = await RunAsync(settings, [.. add, "orders:write,admin"]);
        added.Code.ShouldBe(0, added.Output);
        var key = (await keys.FindAsync(added.Output, CancellationToken.None)).ShouldNotBeNull(added.Output);
        (key.WholesalerId, string.Join(' ', key.Scopes)).ShouldBe((shop.Wholesaler, "orders:write parties:read parties:write catalog:read catalog:write"));
        (await RunAsync(settings, [.. add, "operator"])).Code.ShouldBe(1);

        var listed = await RunAsync(settings, "api-key", "list");
        listed.Output.ShouldContain($"{key.Id}");
        listed.Output.ShouldNotContain(added.Output.Split('_', 3)[2]);

        (await RunAsync(settings, "api-key", "revoke", $"{key.Id}")).ShouldBe((0, "Revoked."));
        (await keys.FindAsync(added.Output, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Settings_that_are_missing_stop_the_start_and_are_all_named()
    {
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__Ordering"] = "Host=127.0.0.1;Port=9;Username=ordering_service;Timeout=1",
        };

        var start = await RunAsync(settings, "--urls", "http://127.0.0.1:0");

        start.Code.ShouldBe(1, start.Output);
        start.Output.ShouldSatisfyAllConditions(
            output => output.ShouldContain("WhatsApp:AppSecret"),
            output => output.ShouldContain("WhatsApp:VerifyToken"),
            output => output.ShouldContain("WhatsApp:AccessToken"),
            output => output.ShouldContain("Buttons:SigningKey"),
            output => output.ShouldNotContain("   at "),
            output => output.ShouldNotContain("Now listening"));
    }

    [Theory]
    [InlineData("ordering_owner")]
    [InlineData("postgres")]
    public async Task The_service_does_not_start_as_a_role_that_may_do_more_than_it_should(string role)
    {
        var start = await RunAsync(ProductionSettings.With($"Host=127.0.0.1;Port=9;Username={role};Timeout=1", Nowhere), "--urls", "http://127.0.0.1:0");

        start.Code.ShouldBe(1, start.Output);
        start.Output.ShouldStartWith($"ConnectionStrings:Ordering logs in as '{role}'.");
        start.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("migrate", "ConnectionStrings:Owner")]
    [InlineData("audit", "ConnectionStrings:Ordering")]
    [InlineData("--urls=http://127.0.0.1:0", "ConnectionStrings:Ordering")]
    public async Task In_Production_nothing_runs_without_its_connection_string(string argument, string setting)
    {
        var result = await RunAsync(new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" }, argument);

        result.Code.ShouldBe(1, result.Output);
        result.Output.Split('\n').ShouldContain(line => line.Contains(setting, StringComparison.Ordinal) && line.Contains("missing", StringComparison.Ordinal));
        result.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("audit")]
    public async Task A_database_that_does_not_answer_is_said_in_one_line(string verb)
    {
        var settings = ProductionSettings.With("Host=127.0.0.1;Port=9;Username=ordering_service;Timeout=1", Nowhere);
        settings["ConnectionStrings__Owner"] = "Host=127.0.0.1;Port=9;Username=ordering_owner;Timeout=1";

        var result = await RunAsync(settings, verb);

        result.Code.ShouldBe(1);
        result.Output.Split('\n').ShouldHaveSingleItem().ShouldContain("127.0.0.1:9");
    }

    [Fact]
    public async Task An_unknown_verb_is_refused_with_the_known_ones()
    {
        var result = await RunAsync(new Dictionary<string, string>(), "migrat");

        result.Code.ShouldBe(1);
        result.Output.ShouldStartWith("'migrat' is no verb of this program.");
        Verbs(result.Output).ShouldBe(Program.AllVerbs.Select(verb => verb.Name));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_lists_the_verbs_with_a_line_each(string asked)
    {
        var result = await RunAsync(new Dictionary<string, string>(), asked);

        result.Code.ShouldBe(0);
        Verbs(result.Output).ShouldBe(Program.AllVerbs.Select(verb => verb.Name));
    }

    [Fact]
    public async Task Without_settings_it_says_what_is_missing_and_how_to_try_it()
    {
        var result = await RunAsync(new Dictionary<string, string>());

        result.Code.ShouldBe(1);
        var lines = result.Output.Split('\n');
        lines.Length.ShouldBe(2, result.Output);
        lines[0].ShouldStartWith("The settings ConnectionStrings:Ordering, ");
        lines[1].ShouldEndWith("dotnet run --project src/WhatsAppOrdering.Lab");
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_a_line_each()
    {
        var settings = ProductionSettings.With("Host=127.0.0.1;Username=postgres", "graph.facebook.com");
        settings["WhatsApp__AccessToken"] = "";
        settings["Buttons__SigningKey"] = "short";
        settings["Credit__MaxRetries"] = "many";
        settings["Orders__ConfirmWithin"] = "-01:00:00";

        var result = await RunAsync(settings);

        result.Code.ShouldBe(1);
        result.Output.ShouldNotContain("   at ");
        string[] wrong = ["ConnectionStrings:Ordering", "WhatsApp:GraphBaseUrl", "WhatsApp:AccessToken", "Buttons:SigningKey", "Credit:MaxRetries", "Orders:ConfirmWithin"];
        wrong.ShouldAllBe(name => result.Output.Contains(name, StringComparison.Ordinal), result.Output);
        result.Output.Split('\n').Length.ShouldBe(wrong.Length, result.Output);
    }

    [Fact]
    public async Task A_taken_port_is_said_before_anything_is_begun()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        // Nobody answers at the database's port: jobs that had begun would have said so.
        var result = await RunAsync(ProductionSettings.With("Host=127.0.0.1;Port=9;Username=ordering_service;Timeout=1", Nowhere), "--urls", taken);

        result.Code.ShouldBe(1);
        var said = result.Output.Split('\n').ShouldHaveSingleItem();
        said.ShouldStartWith($"Somebody else listens on {taken} already");
        said.ShouldContain("--urls");
    }

    [Fact]
    public async Task A_spreadsheet_is_imported_as_a_whole_or_on_request_in_part()
    {
        var addresses = await cluster.CreateEmptyDatabaseAsync();
        var settings = ProductionSettings.With(addresses.Ordering, Nowhere);
        settings["ConnectionStrings__Owner"] = addresses.Owner;
        (await RunAsync(settings, "migrate")).Code.ShouldBe(0);
        var wholesaler = Guid.CreateVersion7();
        var database = new TestDatabase(addresses);
        await database.DoAsync($"insert into wholesaler (id, name, currency, currency_digits, time_zone, language) values ({wholesaler}, 'Himal Traders', 'NPR', 2, 'Asia/Kathmandu', 'en')");
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            await File.WriteAllTextAsync(file, "sku,name,unit,price\nA-1,Oil,carton,1450\nB-2,Rice,bag,free\n", TestContext.Current.CancellationToken);

            (await RunAsync(settings, "import-catalog", file, "--wholesaler", $"{wholesaler}")).ShouldBe((1, "row 3 B-2: amount must be a number.\nNothing was imported."));
            (await SkusAsync()).ShouldBe("");
            (await RunAsync(settings, "import-catalog", file, "--wholesaler", $"{wholesaler}", "--partial")).Code.ShouldBe(0);
            (await SkusAsync()).ShouldBe("A-1");
            (await RunAsync(settings, "import-catalog", file, "--wholesaler", $"{Guid.NewGuid()}")).ShouldBe((1, "There is no such wholesaler."));
        }
        finally
        {
            File.Delete(file);
        }

        Task<string> SkusAsync() => database.OneAsync<string>($"""select coalesce(string_agg(sku, ','), '') as "Value" from product where wholesaler_id = {wholesaler} and active""");
    }

    [Fact]
    public async Task A_business_file_makes_a_wholesaler_that_can_trade_all_of_it_or_nothing_and_twice_without_harm()
    {
        var addresses = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        var database = new TestDatabase(addresses);
        var settings = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production", ["ConnectionStrings__Ordering"] = addresses.Ordering };
        var folder = Directory.CreateTempSubdirectory("business");
        var (file, catalog) = (Path.Combine(folder.FullName, "business.json"), Path.Combine(folder.FullName, "catalog.json"));
        try
        {
            // The file that the README names.
            foreach (var from in new[] { "demo.json", "catalog.json" })
            {
                File.Copy(Path.Combine(Repository.Lab, "Demo", from), from == "demo.json" ? file : catalog);
            }

            var good = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                file, good.Replace("12025550102", "1202-555", StringComparison.Ordinal).Replace("\"limit\": 60000", "\"limit\": 60000.001", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            (await RunAsync(settings, "import", file)).ShouldBe((1, """
                retailers[1].phone: it must be 6 to 15 digits with the country's code.
                retailers[2].limit: it must be an amount from 0 with at most 2 decimals.
                Nothing was imported.
                """.ReplaceLineEndings("\n")));
            (await BusinessAsync()).ShouldBe("");

            await File.WriteAllTextAsync(file, good, TestContext.Current.CancellationToken);
            (await RunAsync(settings, "import", file)).ShouldBe((0, "Annapurna Wholesale: 3 shops, 3 of them new; 45 products, 45 of them new."));
            const string all = "Gita Mini Mart 60000 15 Overdue payments, Ram General Store 15000 7 , Sita Kirana Pasal 100000 15  ; 4 entries, 4 people, bag";
            (await BusinessAsync()).ShouldBe(all);
            (await RunAsync(settings, "import", file)).ShouldBe((0, "Annapurna Wholesale: 3 shops, 0 of them new; 45 products, 0 of them new."));
            (await BusinessAsync()).ShouldBe(all);

            await File.WriteAllTextAsync(file, good.Replace("15000", "20000", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            (await RunAsync(settings, "import", file)).Code.ShouldBe(0);
            (await BusinessAsync()).ShouldBe(all.Replace("15000", "20000", StringComparison.Ordinal).Replace("4 entries", "5 entries", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Task<string> BusinessAsync() => database.OneAsync<string>($"""
            select coalesce((select string_agg(format('%s %s %s %s', r.name, trim_scale(l.limit_amount), l.terms_days, l.hold_reason), ', ' order by r.name)
                    || format(' ; %s entries, %s people, %s', (select count(*) from ledger_entry), (select count(*) from person),
                        (select unit_words::jsonb -> 'bora' ->> 0 from wholesaler))
                from retailer r join credit_line l using (wholesaler_id) where l.retailer_id = r.id), '') as "Value"
            """);
    }

    private static IEnumerable<string> Verbs(string output) =>
        output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);

    private static async Task<(int Code, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var program = ChildProgram.Start(settings, arguments);
        return (await program.ExitCodeAsync(), program.Output);
    }
}
