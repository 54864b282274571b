using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>Every field of every body with the wrong type, size, sign and encoding: a problem with a code, and nothing written.</summary>
public sealed class BadInputTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string Marker = "@@";

    /// <summary>Fields that may well be negative, or as small as one likes.</summary>
    private static readonly string[] anySign = ["adjustments amount.amount", "opening-balances balance.amount", "products factor", "interpretations quantity"];

    /// <summary>Texts that spreadsheets leave blank.</summary>
    private static readonly string[] mayBeBlank = ["category", "packSize"];

    /// <summary>Routes whose empty body says "all of it".</summary>
    private static readonly string[] mayBeEmpty = ["/confirm", "/deliver", "/dispatch", "/approve"];

    /// <summary>Routes whose body may be left out, and says no more than a reason.</summary>
    private static readonly string[] mayBeMissing = ["/suspend", "/reinstate", "DELETE /credit-lines/{id:guid}/hold"];

    public static TheoryData<string> Routes => [.. RouteExamples.All.Where(example => example.Body is not null).Select(example => example.Route)];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_field_that_is_not_as_it_must_be_is_refused_with_a_code(string route)
    {
        var office = await Backoffice.OpenAsync(service);
        var example = RouteExamples.Find(route);
        office = RouteExamples.OfOrders.Contains(example) ? await office.OrdersAsync() : office;
        var caller = RouteExamples.OfOperator.Contains(example) ? await Integrator.OperatorAsync(service) : office.Caller;
        var key = Guid.NewGuid().ToString();
        if (route.StartsWith("DELETE", StringComparison.Ordinal) && route.EndsWith("/hold", StringComparison.Ordinal))
        {
            (await office.Caller.PostAsync($"{office.LinePath}/hold", new { reason = "Bounced cheque" })).ShouldBe(200);
        }

        var before = await office.FingerprintAsync();
        var wrong = new List<string>();
        foreach (var (what, body) in Mutations(route, example.BodyText(office)!))
        {
            var reply = await caller.SendAsync(example.Method, example.Path(office), body, key);
            if (reply.Status is < 400 or >= 500 || reply.Code is null)
            {
                wrong.Add($"{what}: {reply.Status} {reply.Text}");
            }
        }

        wrong.ShouldBeEmpty();
        (await office.FingerprintAsync()).ShouldBe(before);
        // None of these consumed the key.
        var good = await caller.SendAsync(example.Method, example.Path(office), example.BodyText(office), key);
        (good.Status is 200 or 201 || route.EndsWith("/reverse", StringComparison.Ordinal)).ShouldBeTrue(good.Text);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_body_in_another_encoding_or_media_type_is_refused_with_a_code(string route)
    {
        var office = await Backoffice.OpenAsync(service);
        var example = RouteExamples.Find(route);
        office = RouteExamples.OfOrders.Contains(example) ? await office.OrdersAsync() : office;
        var caller = RouteExamples.OfOperator.Contains(example) ? await Integrator.OperatorAsync(service) : office.Caller;
        var before = await office.FingerprintAsync();
        var good = example.BodyText(office)!;

        foreach (var media in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded" })
        {
            (await caller.SendAsync(example.Method, example.Path(office), good, "k", media)).ShouldBe(415, "INVALID_REQUEST");
        }

        foreach (var bytes in new byte[][] { System.Text.Encoding.Unicode.GetBytes(good), [.. "{\""u8, 0xff, 0xfe, .. "\":1}"u8], [0x1f, 0x8b, 0x08, 0x00], [0x00] })
        {
            (await caller.SendAsync(example.Method, example.Path(office), bytes, "k")).ShouldBe(400, "INVALID_REQUEST");
        }

        (await office.FingerprintAsync()).ShouldBe(before);
    }

    /// <summary>What is said of /products is read by the rules of the catalog's file, which have tests of their own.</summary>
    [Fact]
    public async Task Every_field_that_a_body_may_have_stands_in_the_example_that_is_spoilt()
    {
        var office = await (await Backoffice.OpenAsync(service)).OrdersAsync();
        var described = await service.DescribedAsync();
        var forgotten = new List<string>();
        foreach (var example in RouteExamples.All.Where(example => !example.Route.Contains("/products", StringComparison.Ordinal)))
        {
            var known = described.Find(example.Method, example.Path(office))!.Json.TryGetProperty("requestBody", out var body)
                ? described.FieldsOf(body.GetProperty("content").GetProperty("application/json").GetProperty("schema")) : [];
            // One order has goods or an amount; the two orders of the batch have all that an order may have.
            var (spoilt, prefix) = example.Route == "POST /orders" ? (RouteExamples.Find("POST /orders/batch"), "orders.") : (example, "");
            var said = spoilt.BodyText(office) is { } text
                ? Leaves(JsonNode.Parse(text)!, "").Select(leaf => string.Join('.', leaf.Path.Split('.').Where(step => !char.IsDigit(step[0])))).ToList() : [];
            forgotten.AddRange(known.Where(field => !said.Any(path => path == prefix + field || path.StartsWith($"{prefix}{field}.", StringComparison.Ordinal))).Select(field => $"{example.Route}: {field}"));
        }

        forgotten.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_write_is_done_without_a_key_as_it_must_be()
    {
        var office = await (await Backoffice.OpenAsync(service)).OrdersAsync();
        var before = await office.FingerprintAsync();
        foreach (var example in RouteExamples.All.Where(example => example.Method != HttpMethod.Get && example.Route != "POST /interpretations"))
        {
            foreach (var key in new[] { null, "", "with space", "tab\tinside", new string('k', 151) })
            {
                (await (await CallerAsync(office, example)).SendAsync(example.Method, example.Path(office), example.BodyText(office), key)).ShouldBe(400, "INVALID_REQUEST");
            }
        }

        (await office.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Every_parameter_of_every_route_that_is_not_as_it_must_be_is_refused_with_a_code_and_nothing_is_written()
    {
        var office = await (await Backoffice.OpenAsync(service)).OrdersAsync();
        var described = await service.DescribedAsync();
        var before = await office.FingerprintAsync();
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var example in RouteExamples.All)
        {
            var path = example.Path(office);
            var parameters = described.Find(example.Method, path)!.Json.GetProperty("parameters").EnumerateArray().ToList();
            var names = parameters.Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!);
            foreach (var (name, value) in names.SelectMany(name => new[] { "x", "-1.5", "NaN", "1e400", "%00", "99999999999999999999", "%F0%9F%92%A5" }.Select(value => (name, value))))
            {
                await IsRefusedAsync($"{path}?{name}={value}", 400);
            }

            foreach (var id in Regex.Matches(path, "[0-9a-f]{8}-[0-9a-f-]{27}").Select(found => found.Value).Distinct())
            {
                await IsRefusedAsync(path.Replace(id, "x", StringComparison.Ordinal), 404);
                await IsRefusedAsync(path.Replace(id, new string('9', 3000), StringComparison.Ordinal), 404);
            }

            async Task IsRefusedAsync(string asked, int status)
            {
                tried++;
                var reply = await (await CallerAsync(office, example)).SendAsync(example.Method, asked, example.BodyText(office), Guid.NewGuid().ToString());
                if (reply.Status != status || reply.Code is null)
                {
                    wrong.Add($"{example.Method} {asked[..Math.Min(asked.Length, 120)]}: {reply.Status} {reply.Text}");
                }
            }
        }

        wrong.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(500);
        (await office.FingerprintAsync()).ShouldBe(before);
    }

    private async Task<Integrator> CallerAsync(Backoffice office, RouteExample example) =>
        RouteExamples.OfOperator.Contains(example) ? await Integrator.OperatorAsync(service) : office.Caller;

    [Theory]
    [InlineData("/credit-lines?size=0")]
    [InlineData("/credit-lines?size=201")]
    [InlineData("/credit-lines?size=x")]
    [InlineData("/credit-lines?after=x")]
    [InlineData("/credit-lines?after=%00")]
    [InlineData("/credit-lines?retailer=x")]
    [InlineData("/retailers?after=AAAA")]
    [InlineData("/people?after=!!")]
    [InlineData("/people?size=-1")]
    [InlineData("/products?after=AA")]
    [InlineData("/products?size=1000")]
    [InlineData("{line}/ledger?at=yesterday")]
    [InlineData("{line}/ledger?at=2026-01-01T00:00:00")]
    [InlineData("{line}/ledger?after=-1")]
    [InlineData("{line}/ledger?after=LTE")]
    [InlineData("{line}/statement?from=0001-01-01")]
    [InlineData("{line}/statement?to=2026-13-01")]
    [InlineData("{line}/statement?format=docx")]
    [InlineData("/orders?limit=0")]
    [InlineData("/orders?limit=201")]
    [InlineData("/orders?limit=1.5")]
    [InlineData("/orders?after=x")]
    [InlineData("/orders?after=%00")]
    [InlineData("/orders?after=LTE")]
    [InlineData("/orders?status=x")]
    [InlineData("/orders?status=99")]
    [InlineData("/orders?retailer=x")]
    public async Task A_query_that_is_not_as_it_must_be_is_refused_with_a_code(string path)
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.GetAsync(path.Replace("{line}", office.LinePath, StringComparison.Ordinal))).ShouldBe(400, "INVALID_REQUEST");
    }

    private static IEnumerable<(string What, string Body)> Mutations(string route, string good)
    {
        foreach (var whole in new[] { "", "null", "5", "\"x\"", "[]", "{}", "{", good + "x", "[" + good + "]", string.Concat(Enumerable.Repeat("{\"a\":", 100)) }
            .Where(whole => whole != "{}" || !mayBeEmpty.Any(end => route.EndsWith(end, StringComparison.Ordinal)))
            .Where(whole => whole is not ("" or "null" or "{}") || !mayBeMissing.Any(end => route.EndsWith(end, StringComparison.Ordinal))))
        {
            yield return ($"the whole body as {whole[..Math.Min(whole.Length, 20)]}", whole);
        }

        foreach (var (path, leaf) in Leaves(JsonNode.Parse(good)!, "").Concat(Branches(JsonNode.Parse(good)!, "")))
        {
            foreach (var raw in Wrong(route, path, leaf))
            {
                var body = JsonNode.Parse(good)!;
                Set(body, path, Marker);
                yield return ($"{path} as {raw[..Math.Min(raw.Length, 30)]}", body.ToJsonString().Replace($"\"{Marker}\"", raw, StringComparison.Ordinal));
            }
        }

        if (!route.Contains("/products", StringComparison.Ordinal))
        {
            yield return ("a field unheard of", good == "{}" ? "{\"unheard\":1}" : good.Insert(1, "\"unheard\":1,"));
            yield return ("a field twice", good == "{}" ? "{\"unheard\":1,\"unheard\":1}" : good[..^1] + "," + good[1..]);
        }
    }

    private static IEnumerable<string> Wrong(string route, string path, JsonNode leaf)
    {
        string[] ofNoKind = ["{}", "[]", "[[]]", "{\"a\":1}"];
        if (leaf is not JsonValue value)
        {
            // What is an item of a list may not be null; what is a member may be one that can be left out.
            string[] instead = leaf is JsonArray ? ["{}", "5", "\"x\"", "[null]", "[[]]", "[5]"] : ["[]", "5", "\"x\"", "[{}]"];
            return char.IsDigit(path[^1]) ? [.. instead, "null"] : instead;
        }

        return ofNoKind.Concat(value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => Numbers(route, path),
            System.Text.Json.JsonValueKind.String => Texts(value.GetValue<string>()).Where(text => text.Trim('"', ' ').Length > 0 || !Array.Exists(mayBeBlank, field => path.EndsWith(field, StringComparison.Ordinal))),
            _ => ["1", "\"true\"", "\"\"", "null"],
        });
    }

    private static string[] Numbers(string route, string path)
    {
        string[] always = ["\"1\"", "true", "NaN", "-Infinity", "+1", "0x10", "1e400", "-1e400", "1e28", "1000000000000000", "1000000000000.01"];
        var isFree = anySign.Any(free => route.Contains(free.Split(' ')[0], StringComparison.Ordinal) && path.EndsWith(free.Split(' ')[1], StringComparison.Ordinal));
        always = path.EndsWith("amount", StringComparison.Ordinal) ? [.. always, "null"] : always;
        if (!isFree && path.EndsWith("quantity", StringComparison.Ordinal))
        {
            // A part of a carton may be sold, in ten-thousandths.
            return [.. always, "-1", "0.00001", "1.00001", "null"];
        }

        return isFree ? always : [.. always, "-1", "0.00001", "1.2345"];
    }

    private static string[] Texts(string good)
    {
        string[] always = ["5", "true", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", $"\"{new string('x', 100_000)}\""];
        return Guid.TryParse(good, out _) ? [.. always, "\"x\""]
            : DateTimeOffset.TryParse(good, CultureInfo.InvariantCulture, out _) && good.Contains('T', StringComparison.Ordinal)
                ? [.. always, "\"2026-01-01\"", "\"2026-01-01T00:00:00\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"tomorrow\""]
            : always;
    }

    private static IEnumerable<(string Path, JsonNode Leaf)> Leaves(JsonNode node, string path) => node switch
    {
        JsonObject parent => parent.SelectMany(member => Leaves(member.Value!, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
        JsonArray list => list.SelectMany((item, place) => Leaves(item!, $"{path}.{place}")),
        _ => [(path, node)],
    };

    /// <summary>The lists and objects inside a body.</summary>
    private static IEnumerable<(string Path, JsonNode Branch)> Branches(JsonNode node, string path)
    {
        var inner = node switch
        {
            JsonObject parent => parent.SelectMany(member => Branches(member.Value!, path.Length == 0 ? member.Key : $"{path}.{member.Key}")),
            JsonArray list => list.SelectMany((item, place) => Branches(item!, $"{path}.{place}")),
            _ => [],
        };
        return path.Length > 0 && node is not JsonValue ? inner.Append((path, node)) : inner;
    }

    private static void Set(JsonNode body, string path, string value)
    {
        var steps = path.Split('.');
        JsonNode Step(JsonNode at, string name) => at is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : at[name]!;
        var parent = steps[..^1].Aggregate(body, Step);
        if (parent is JsonArray items)
        {
            items[int.Parse(steps[^1], CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[steps[^1]] = value;
        }
    }
}
