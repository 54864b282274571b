using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Plays a story against the service, in a market of its own. Times that pass are passed for everybody.</summary>
public sealed partial class StoryRun
{
    private readonly ServiceUnderTest _service;
    private readonly Dictionary<string, Phone> _people = [];
    private readonly Dictionary<string, int> _heard = [];
    private readonly Dictionary<string, JsonObject> _texts = [];
    private Market _market = null!;
    private Integrator? _office;
    private NpgsqlConnection? _holder;
    private bool _isRefused;
    private string _speaker = "Shop";

    private StoryRun(ServiceUnderTest service) => _service = service;

    public static async Task<StoryTold> PlayAsync(ServiceUnderTest service, Story story)
    {
        using var moves = new KeptMoves(service.Services);
        var run = new StoryRun(service);
        var steps = story.Steps;
        await run.OpenAsync(steps is [{ Who: "Given limits" } given, ..] ? given.Words : "100000");
        foreach (var step in steps.Where(step => step.Who != "Given limits"))
        {
            try
            {
                await run.DoAsync(step);
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                await run.FreeAsync();
                throw new ShouldAssertException($"{story.Name}, {step}:\n{wrong.Message}\n\nSo far:\n{run.Transcript()}", wrong);
            }
        }

        return await run.ToldAsync(moves);
    }

    private async Task OpenAsync(string limits)
    {
        _market = await Market.OpenAsync(_service, [.. limits.Split(',').Select(limit => decimal.Parse(limit, CultureInfo.InvariantCulture))]);
        for (var shop = 0; shop < _market.Shops.Count; shop++)
        {
            _people[shop == 0 ? "Shop" : $"Shop {shop + 1}"] = _market.Shops[shop];
        }

        _people["Wholesaler"] = _market.Approver;
        _people["Stranger"] = _market.Stranger();
    }

    private Task DoAsync(StoryStep step)
    {
        if (Speech().Match(step.Who) is { Success: true } speech)
        {
            return SpeakAsync(speech.Groups[1].Value, speech.Groups[2].Value.Trim(), step.Words);
        }

        return step.Who switch
        {
            "Bot" => CheckAsync(_speaker, step.What),
            "Bot says exactly" => ExactlyAsync(step.What),
            "Bot in this order" => InOrderAsync(step.What),
            "Bot does not say" => NotSaidAsync(step.What),
            "Bot is silent" => SilentAsync(),
            "Time passes" => PassAsync(Span(step.Words)),
            "Lapsed orders are swept" => SweepAsync(),
            "Somebody else holds the credit lines" => HoldAsync(),
            "The credit lines are free again" => FreeAsync(),
            "Shop also buys from" => _market.AddWholesalerAsync(step.Words),
            "WhatsApp does not reach the wholesaler" => Task.FromResult(((ServiceOnEmulator)_service).Unreached = _market.Approver.Number),
            "The database refuses what is handled" => RefuseAsync(),
            "The database takes it again" => _service.Database.DoAsync($"drop trigger refuse_handled on inbox_message"),
            _ when step.Who.StartsWith("Bot to ", StringComparison.Ordinal) => CheckAsync(step.Who["Bot to ".Length..], step.What),
            _ when step.Who.StartsWith("Office ", StringComparison.Ordinal) => OfficeAsync(step.Who["Office ".Length..], step.Words),
            _ when step.Who.StartsWith("In the end", StringComparison.Ordinal) => EndAsync(step.Who["In the end".Length..].Trim() is { Length: > 0 } who ? who : "Shop", step.Words),
            _ => throw new InvalidOperationException("Nobody knows how to do this."),
        };
    }

    private async Task SpeakAsync(string who, string how, string words)
    {
        if (who == "New shop" && !_people.ContainsKey(who))
        {
            _people[who] = await _market.AddShopWithoutCreditAsync("12025550180");
        }

        var phone = _people[who];
        _speaker = who;
        foreach (var (name, person) in _people)
        {
            // What is checked after this was said after this.
            _heard[name] = person.Bubbles.Count;
        }

        var said = await FilledAsync(words.Replace(" / ", "\n", StringComparison.Ordinal));
        var now = await _service.Database.NowAsync();
        JsonObject[] messages = how switch
        {
            "" => [_texts[who] = phone.Text(said, now)],
            "taps" => [await phone.TapAsync(phone.Button(said))],
            "taps the first" => [await phone.TapAsync(phone.Bubbles.First(bubble => bubble.Buttons.Any(button => button.Title == said)).Button(said))],
            "taps Shop's" => [await phone.TapAsync(_people["Shop"].Button(said))],
            "taps twice" => [await phone.TapAsync(phone.Button(said)), await phone.TapAsync(phone.Button(said))],
            "lists the new goods" => [_texts[who] = phone.Text(string.Join('\n', StoryGoods.Named(said).Select(name => $"1 carton {name}")), now)],
            "says 120 times at once" => [.. Enumerable.Range(0, 120).Select(_ => phone.Text(said, now))],
            "says at once" => [.. said.Split(" | ").Select(one => phone.Text(one, now))],
            "wrote two days ago" => [phone.Text(said, now.AddDays(-2))],
            "forwards" => [With(phone.Text(said, now), "context", new JsonObject { ["forwarded"] = true })],
            "quotes the first bubble" => [With(phone.Text(said, now), "context", new JsonObject { ["id"] = await FirstWamidAsync(phone) })],
            "sends" => [Webhook.Message(phone.Number, said.Split(' ')[0], JsonNode.Parse(said.Split(' ', 2) is [_, var content] ? content : """{"id":"1"}""")!, now)],
            "edits it to" => [await phone.MessageAsync("edit", new JsonObject
            {
                ["original_message_id"] = (string)_texts[who]["id"]!,
                ["message"] = new JsonObject { ["type"] = "text", ["text"] = new JsonObject { ["body"] = said } },
            })],
            "deletes it" => [await phone.MessageAsync("revoke", new JsonObject { ["original_message_id"] = (string)_texts[who]["id"]! })],
            _ => throw new InvalidOperationException("Nobody knows how to do this."),
        };
        await _service.DeliverAsync(phone.PhoneNumberId, messages);
        await _service.IdleAsync();
    }

    /// <summary>Each line is said in one of the bubbles since the last step; [Title] [Title] are all the last one's buttons; (2 bubbles) counts them.</summary>
    private async Task CheckAsync(string who, IEnumerable<string> lines)
    {
        var said = Since(who);
        said.ShouldNotBeEmpty($"Nothing was said to {who}.");
        var all = string.Join("\n", said.Select(bubble => bubble.Text));
        foreach (var line in lines)
        {
            if (line is ['[', .., ']'])
            {
                string.Join(" ", said[^1].Buttons.Select(button => $"[{button.Title}]")).ShouldBe(await FilledAsync(line));
            }
            else if (Count().Match(line) is { Success: true } count)
            {
                said.Count.ShouldBe(int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture), all);
            }
            else
            {
                all.ShouldContain(await FilledAsync(line), Case.Sensitive);
            }
        }
    }

    private async Task ExactlyAsync(List<string> lines)
    {
        var expected = lines.Where(line => line is not ['[', .., ']']).ToList();
        Since(_speaker).ShouldHaveSingleItem().Text.Split('\n').Where(line => line.Length > 0).ShouldBe(await Task.WhenAll(expected.Select(FilledAsync)));
        await CheckAsync(_speaker, lines.Except(expected));
    }

    private async Task InOrderAsync(List<string> lines)
    {
        var all = string.Join("\n", Since(_speaker).Select(bubble => bubble.Text));
        var from = 0;
        foreach (var line in lines)
        {
            var at = all.IndexOf(await FilledAsync(line), from, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0, $"{line} is not said, or is said too early:\n{all}");
            from = at;
        }
    }

    private async Task NotSaidAsync(List<string> lines)
    {
        foreach (var line in lines)
        {
            var words = await FilledAsync(line);
            Since(_speaker).ShouldAllBe(bubble => !bubble.Text.Contains(words, StringComparison.Ordinal));
        }
    }

    private Task SilentAsync()
    {
        Since(_speaker).ShouldBeEmpty();
        return Task.CompletedTask;
    }

    /// <summary>What has become due is sent, as the sweeps would; orders that are over are not swept with it.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        await _service.PassAsync(time);
        await _service.RunAsync<ResendReplies>();
        await _service.RunAsync<HandleStrandedMessages>();
        await _service.RunAsync<EscalateRequests>();
        await _service.IdleAsync();
    }

    private async Task HoldAsync()
    {
        _holder = await _service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where wholesaler_id = '{_market.Wholesaler.Value}' for no key update", _holder);
        await command.ExecuteNonQueryAsync();
    }

    private Task FreeAsync() => _holder?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    /// <summary>A fault of ours: no message of this number can be finished.</summary>
    private async Task RefuseAsync()
    {
        _isRefused = true;
        await using var owner = await _service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand(
            $"""
            create or replace function refuse_handled() returns trigger language plpgsql as 'begin raise exception ''refused''; end';
            create trigger refuse_handled before update on inbox_message
                for each row when (new.phone_number_id = '{_market.PhoneNumberId}' and new.state = 'Handled') execute function refuse_handled();
            """, owner);
        await command.ExecuteNonQueryAsync();
    }

    private async Task SweepAsync()
    {
        foreach (var (name, person) in _people)
        {
            _heard[name] = person.Bubbles.Count;
        }

        await _service.RunAsync<ExpireOrders>();
        await _service.IdleAsync();
    }

    private async Task OfficeAsync(string what, string words)
    {
        foreach (var (name, person) in _people)
        {
            _heard[name] = person.Bubbles.Count;
        }

        _office ??= await Integrator.OfAsync(_service, _market.Wholesaler);
        var shop = _people["Shop"];
        Task PostAsync(Func<Postings, CreditLineId, Task<Posting>> posting) => _market.PostAsync(shop, posting);
        async Task OrderAsync(string verb, object body) =>
            (await _office.PostAsync($"/orders/{await NewestOrderAsync()}/{verb}", body)).ShouldBe(200);
        await (what switch
        {
            "sets the limit" => PostAsync((credit, line) => credit.SetLimitAsync(_market.Wholesaler, line, Amount(words), "office", "asked for", default)),
            "sets the most of one order" => PostAsync((credit, line) => credit.SetTermsAsync(
                _market.Wholesaler, line, new Dictionary<string, object?> { ["orderMaximum"] = Amount(words) }, "office", "agreed", default)),
            "closes the line" => PostAsync((credit, line) => credit.CloseAsync(_market.Wholesaler, line, "office", words, default)),
            "ends the suspension" => StandingAsync(_office, "reinstate", "over"),
            "suspends the shop" => StandingAsync(_office, "suspend", words),
            "stops the credit" => PostAsync((credit, line) => credit.HoldAsync(_market.Wholesaler, line, words, "office", default)),
            "finds the books of the shop broken" => FreezeAsync(words),
            "has mended the books" => LiftFreezeAsync(words),
            "lifts the stop" => PostAsync((credit, line) => credit.HoldAsync(_market.Wholesaler, line, null, "office", default)),
            "sets the price" => PriceAsync(words.Split(' ')[0], Amount(words.Split(' ')[1])),
            "adds new goods" => AddGoodsAsync(int.Parse(words, CultureInfo.InvariantCulture)),
            "takes out of the catalog" => _service.Database.DoAsync($"""
                delete from product where wholesaler_id = {_market.Wholesaler.Value} and sku = {words};
                update wholesaler set catalog_version = catalog_version + 1 where id = {_market.Wholesaler.Value};
                """),
            "asks for a price of" => OrderAsync("price-rise", new { lines = new[] { new { position = 1, unitPrice = Backoffice.Npr(Amount(words)) } } }),
            "confirms" => OrderAsync("confirm", new { }),
            "confirms of line 1" => OrderAsync("confirm", new { lines = new[] { new { position = 1, quantity = Amount(words) } } }),
            "dispatches the order" => OrderAsync("dispatch", new { }),
            "delivers the order" => OrderAsync("deliver", new { }),
            "cancels the order" => OrderAsync("cancel", new { reason = words }),
            _ => throw new InvalidOperationException("The office does not know how."),
        });
        await _service.IdleAsync();
    }

    private Task<Guid> NewestOrderAsync() => _service.Database.OneAsync<Guid>($"""
        select id as "Value" from sales_order where wholesaler_id = {_market.Wholesaler.Value} order by number desc limit 1
        """);

    private static async Task StandingAsync(Integrator office, string verb, string why) =>
        (await office.PostAsync($"/retailers/{(await office.GetAsync("/credit-lines"))["items.0.retailerId"].GetGuid()}/{verb}", new { reason = why })).ShouldBe(200);

    private Task FreezeAsync(string why) => _market.OnLineAsync(
        _people["Shop"], (services, line) => services.GetRequiredService<FreezeLine>().ExecuteAsync(_market.Wholesaler, line, why, default));

    private Task LiftFreezeAsync(string why) => _market.OnLineAsync(
        _people["Shop"], (services, line) => services.GetRequiredService<FreezeLine>().LiftAsync(_market.Wholesaler, line, "operator", why, default));

    private Task<int> AddGoodsAsync(int count) => _service.Database.DoAsync($$"""
        insert into product (wholesaler_id, id, sku, name, base_unit, units, default_unit, price_amount, price_per, aliases)
        select {{_market.Wholesaler.Value}}, gen_random_uuid(), 'NEW-' || place, name, 'carton', '[{"unit":"carton","factor":1}]', 'carton', 100, 'carton', '{}'
        from unnest({{StoryGoods.All.Take(count).ToArray()}}::text[]) with ordinality goods (name, place);
        update wholesaler set catalog_version = catalog_version + 1 where id = {{_market.Wholesaler.Value}};
        """);

    private Task<int> PriceAsync(string sku, decimal price) => _service.Database.DoAsync($"""
        update product set price_amount = {price} where wholesaler_id = {_market.Wholesaler.Value} and sku = {sku};
        update wholesaler set catalog_version = catalog_version + 1 where id = {_market.Wholesaler.Value};
        """);

    /// <summary>"orders Placed, Confirmed; owed 0; held 3240; ledger DEBIT 3240; limit 5000": what is named must be so.</summary>
    private async Task EndAsync(string who, string wish)
    {
        var books = await _market.BooksAsync(_people[who]);
        var limit = await _market.LimitAsync(_people[who]);
        foreach (var part in wish.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split(' ', 2) is [var first, var rest] ? (first, rest) : (part, "");
            var (is_, money) = name switch
            {
                "bubbles" => (_people[who].Bubbles.Count.ToString(CultureInfo.InvariantCulture), false),
                "orders" => (books.Orders, false),
                "ledger" => (books.Entries, false),
                "held" => (Plain(books.Held), true),
                "owed" => (Plain(books.Used - books.Held), true),
                "limit" => (Plain(limit), true),
                _ => throw new InvalidOperationException($"Nobody keeps {name}."),
            };
            is_.ShouldBe(value == "none" ? "" : money ? Plain(Amount(value)) : value, part);
        }
    }

    private async Task<StoryTold> ToldAsync(KeptMoves moves) => new(
        await _service.Database.AskAsync<string>($"select distinct reply as \"Value\" from outbox where phone_number_id = {_market.PhoneNumberId}"),
        await _service.Database.AskAsync<string>($"""
            select distinct coalesce(from_status || ' → ', '→ ') || to_status as "Value" from order_transition where wholesaler_id = {_market.Wholesaler.Value}
            """),
        moves.All,
        await _service.Database.AskAsync<string>($"""
            select type || ' ' || state || ' ' || coalesce(reason, '') as "Value" from inbox_message where phone_number_id = {_market.PhoneNumberId} and state <> 'Handled' and not (state = 'Dead' and {_isRefused})
            """));

    private List<Bubble> Since(string who) => [.. _people[who].Bubbles.Skip(_heard.GetValueOrDefault(who))];

    /// <summary>With what the service has complained of.</summary>
    private string Transcript() => string.Join("\n", _service.Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).TakeLast(2)) + "\n" + string.Join("\n", _people.Select(person =>
        string.Join("\n", person.Value.Bubbles.Select(bubble => $"to {person.Key}: {bubble.Text}\n    {string.Join(" ", bubble.Buttons.Select(button => $"[{button.Title}]"))}"))));

    /// <summary>{order 1} is the number of the story's first order.</summary>
    private async Task<string> FilledAsync(string words)
    {
        if (!words.Contains("{order ", StringComparison.Ordinal))
        {
            return words;
        }

        var numbers = await _service.Database.AskAsync<long>($"select number as \"Value\" from sales_order where wholesaler_id = {_market.Wholesaler.Value} order by number");
        return OrderPlace().Replace(words, place => numbers[int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture) - 1].ToString(CultureInfo.InvariantCulture));
    }

    private Task<string> FirstWamidAsync(Phone phone) => _service.Database.OneAsync<string>($"""
        select o.wamid as "Value" from outbox o join person p on p.phone_number_id = o.phone_number_id and p.id = o.person_id
        where o.phone_number_id = {phone.PhoneNumberId} and p.phone = {phone.Number} and o.wamid is not null order by o.id limit 1
        """);

    private static JsonObject With(JsonObject message, string name, JsonNode value)
    {
        message[name] = value;
        return message;
    }

    private static TimeSpan Span(string words) => words.Split(' ') is [var number, var unit] && int.Parse(number, CultureInfo.InvariantCulture) is var count
        ? unit.TrimEnd('s') switch { "minute" => TimeSpan.FromMinutes(count), "hour" => TimeSpan.FromHours(count), _ => TimeSpan.FromDays(count) }
        : throw new InvalidOperationException("As in: 3 hours.");

    private static decimal Amount(string words) => decimal.Parse(words.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string Plain(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A((?:Shop|Wholesaler)(?: \d)?|Stranger|New shop)((?: taps| says| lists| wrote| forwards| quotes| sends| edits| deletes).*)?\z")]
    private static partial Regex Speech();

    [GeneratedRegex(@"\A\((\d+) bubbles?\)\z")]
    private static partial Regex Count();

    [GeneratedRegex(@"\{order (\d+)\}")]
    private static partial Regex OrderPlace();
}

/// <summary>What a story has spoken and moved, what the shop's words came to in it, and messages that were not handled.</summary>
public sealed record StoryTold(IReadOnlyList<string> Replies, IReadOnlyList<string> Transitions, IReadOnlyList<string> Moves, IReadOnlyList<string> Unhandled);
