using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What is neither plain text nor a tap.</summary>
public sealed class SpecialMessageTests(ServiceWithCutConnections service) : IClassFixture<ServiceWithCutConnections>
{
    [Theory]
    [InlineData("image", """{"id":"901","mime_type":"image/jpeg"}""", "I can't read pictures.", "901")]
    [InlineData("audio", """{"id":"902","mime_type":"audio/ogg","voice":true}""", "I can't listen to voice messages.", "902")]
    [InlineData("location", """{"latitude":27.7,"longitude":85.3,"name":"Shop"}""", "I can only read text.", null)]
    public async Task What_cannot_be_read_is_answered_honestly_and_reaches_the_office(string type, string content, string answer, string? mediaId)
    {
        var office = await Backoffice.OpenAsync(service);
        var shop = office.Market.Shop;
        (await shop.WritesAsync(await shop.MessageAsync(type, JsonNode.Parse(content)!))).Text.ShouldContain(answer);
        shop.Last.Text.ShouldContain("office");

        var notes = (await office.Caller.GetAsync("/office-notes")).ShouldBe(200)["items"];
        notes.GetArrayLength().ShouldBe(1);
        notes[0].GetProperty("kind").GetString().ShouldBe(type);
        (notes[0].TryGetProperty("mediaId", out var id) ? id.GetString() : null).ShouldBe(mediaId);
        if (mediaId is not null)
        {
            var days = (notes[0].GetProperty("expiresAt").GetDateTimeOffset() - await service.Database.NowAsync()).TotalDays;
            days.ShouldBeInRange(6.9, 7.1);
        }

        (await office.Caller.PostAsync($"/office-notes/{notes[0].GetProperty("id")}/done", new { })).ShouldBe(200);
        (await office.Caller.GetAsync("/office-notes"))["items"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_caption_is_text()
    {
        var market = await Market.OpenAsync(service);
        (await market.Shop.WritesAsync(await market.Shop.MessageAsync("image", new JsonObject { ["id"] = "1", ["caption"] = "2 carton coke 1.5L" })))
            .Text.ShouldContain("*Your order*");
    }

    [Fact]
    public async Task A_thumb_is_no_yes_and_has_no_answer()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("1 salt");
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("reaction", new JsonObject { ["message_id"] = "wamid.x", ["emoji"] = "👍" }));

        market.Shop.Bubbles.Count.ShouldBe(1);
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("");
    }

    [Fact]
    public async Task What_is_said_in_a_group_touches_no_cart_and_has_no_answer()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        foreach (var words in new[] { "yes", "2 salt" })
        {
            var message = market.Shop.Text(words, await service.Database.NowAsync() + TimeSpan.FromSeconds(2));
            message["group_id"] = "Y2FwaV9ncm91cDox";
            await market.Shop.SendsAsync(message);
        }

        market.Shop.Bubbles.Count.ShouldBe(1);
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", ""));
        (await market.Shop.SaysAsync("1 salt")).Text.ShouldContain("*Total: NPR 23,825*");
    }

    [Fact]
    public async Task A_cart_of_the_catalog_has_our_prices_and_shows_where_they_differ()
    {
        var market = await Market.OpenAsync(service);
        var product = await service.Database.OneAsync<string>($"select sku as \"Value\" from product where wholesaler_id = {market.Wholesaler.Value} and sku like 'SUGAR%' limit 1");
        var cart = await market.Shop.WritesAsync(await market.Shop.MessageAsync("order", JsonNode.Parse($$"""
            {"catalog_id":"1","text":"Before noon, please","product_items":[{"product_retailer_id":"{{product}}","quantity":"2","item_price":1.5,"currency":"NPR"},{"product_retailer_id":"no-such","quantity":1}]}
            """)!));

        cart.Text.ShouldContain("Your price is not the one in the catalog");
        cart.Text.ShouldContain("(catalog NPR 1.50)");
        cart.Text.ShouldContain("no-such");
        (await service.Database.OneAsync<string>($"select text as \"Value\" from office_note where wholesaler_id = {market.Wholesaler.Value} and kind = 'order'")).ShouldBe("Before noon, please");
        var total = await service.Database.OneAsync<decimal>($"select (facts -> 'total' ->> 'amount')::numeric as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId} and reply = 'cart_summary'");
        total.ShouldBeGreaterThan(3m);
    }

    [Fact]
    public async Task An_edit_that_overtakes_its_message_counts_once()
    {
        var market = await Market.OpenAsync(service);
        var first = market.Shop.Text("2 salt", await service.Database.NowAsync());
        await market.Shop.SendsAsync(await EditAsync(market, first, "3 salt"));
        await market.Shop.SendsAsync(first);

        market.Shop.Last.Text.ShouldContain("3 bag");
        market.Shop.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_before_the_order_changes_the_cart()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("1 salt");
        var first = await market.Shop.MessageAsync("text", new JsonObject { ["body"] = "5 sugar" });
        await market.Shop.WritesAsync(first);
        var edited = await market.Shop.WritesAsync(await EditAsync(market, first, "2 sugar"));

        var lines = await service.Database.OneAsync<string>($"""
            select string_agg((line ->> 'quantity')::numeric::int || ' ' || split_part(line ->> 'sku', '-', 1), ', ' order by line ->> 'sku') as "Value"
            from conversation c, jsonb_array_elements(c.cart) line where c.phone_number_id = {market.PhoneNumberId}
            """);
        lines.ShouldBe("1 SALT, 2 SUGAR");
        edited.Buttons.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_edit_after_the_order_is_a_request_that_the_office_sees()
    {
        var office = await Backoffice.OpenAsync(service);
        var market = office.Market;
        var first = await market.Shop.MessageAsync("text", new JsonObject { ["body"] = "5 sugar" });
        await market.Shop.WritesAsync(first);
        await market.Shop.TapsAsync("Confirm");
        var books = await market.BooksAsync(market.Shop);
        (await market.Shop.WritesAsync(await EditAsync(market, first, "2 sugar"))).Text.ShouldContain("Your wholesaler has been told of the change.");

        (await market.BooksAsync(market.Shop)).ShouldBe(books);
        var note = (await office.Caller.GetAsync("/office-notes"))["items.0"];
        (note.GetProperty("kind").GetString(), note.GetProperty("text").GetString()).ShouldBe(("edit", "2 sugar"));
    }

    [Fact]
    public async Task A_deleted_message_cancels_nothing_and_says_so()
    {
        var market = await Market.OpenAsync(service);
        var first = await market.Shop.MessageAsync("text", new JsonObject { ["body"] = "5 sugar" });
        await market.Shop.WritesAsync(first);
        (await market.Shop.WritesAsync(await RevokeAsync(market, first))).Text.ShouldContain("*Your order*");
        await market.Shop.TapsAsync("Confirm");
        (await market.Shop.WritesAsync(await RevokeAsync(market, first))).Text.ShouldContain("Deleting a message cancels nothing");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
    }

    [Fact]
    public async Task A_statement_comes_as_a_document()
    {
        var market = await Market.OpenAsync(service);
        service.Meta.Then(new StubAnswer.Reply(200, """{"id":"77001"}"""));
        (await market.Shop.SaysAsync("statement")).Text.ShouldContain("*Your statement until");

        service.Meta.Requests.Single(request => request.Path.EndsWith($"{market.PhoneNumberId}/media", StringComparison.Ordinal)).Body.ShouldContain("%PDF");
        service.Meta.Requests[^1].Body.ShouldContain("\"document\":{\"id\":\"77001\"");
    }

    [Fact]
    public async Task An_upload_that_fails_is_tried_again()
    {
        var market = await Market.OpenAsync(service);
        service.Meta.Then(new StubAnswer.CutAfterBody()).Then(new StubAnswer.Reply(200, """{"id":"77002"}"""));
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("statement", await service.Database.NowAsync())));
        await service.IdleAsync();
        market.Shop.Bubbles.ShouldBeEmpty();
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();

        market.Shop.Last.Text.ShouldContain("*Your statement until");
    }

    private static Task<JsonObject> EditAsync(Market market, JsonObject first, string words) => market.Shop.MessageAsync("edit", new JsonObject
    {
        ["original_message_id"] = (string)first["id"]!,
        ["message"] = new JsonObject { ["type"] = "text", ["text"] = new JsonObject { ["body"] = words } },
    });

    private static Task<JsonObject> RevokeAsync(Market market, JsonObject first) =>
        market.Shop.MessageAsync("revoke", new JsonObject { ["original_message_id"] = (string)first["id"]! });
}
