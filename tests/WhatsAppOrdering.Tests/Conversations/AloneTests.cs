using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Tests.Understanding;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.Webhooks;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Whatever may lock an order or a line has a transaction of its own.</summary>
public sealed class AloneTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private static readonly ButtonAction[] together =
    [
        ButtonAction.ChangeCart, ButtonAction.CancelCart, ButtonAction.KeepOrder, ButtonAction.ChangeOrder,
        ButtonAction.ChooseWholesaler, ButtonAction.ChooseProduct, ButtonAction.ChooseLanguage,
        ButtonAction.MoreWholesalers, ButtonAction.AddAgain, ButtonAction.ChangeLine, ButtonAction.Reorder, ButtonAction.FitCart, ButtonAction.TalkToPerson,
    ];

    public static TheoryData<ButtonAction> Actions => [.. Enum.GetValues<ButtonAction>()];

    [Theory]
    [MemberData(nameof(Actions))]
    public void A_tap_is_alone_unless_it_is_known_to_lock_nothing(ButtonAction action)
    {
        var person = Guid.CreateVersion7();
        var token = service.Services.GetRequiredService<ButtonTokens>().Sign(action, Guid.CreateVersion7(), Guid.CreateVersion7(), 1, person);
        foreach (var (type, content) in new[]
        {
            ("interactive", new JsonObject { ["type"] = "button_reply", ["button_reply"] = new JsonObject { ["id"] = token, ["title"] = "x" } }),
            ("button", new JsonObject { ["payload"] = token, ["text"] = "x" }),
        })
        {
            IsAlone(Webhook.Message("12025550110", type, content, DateTimeOffset.UnixEpoch), person).ShouldBe(!together.Contains(action));
        }
    }

    [Theory]
    [InlineData("text", """{"body":"yes"}""", true)]
    [InlineData("text", """{"body":"ok please"}""", true)]
    [InlineData("text", """{"body":"cancel"}""", true)]
    [InlineData("text", """{"body":"haan"}""", true)]
    [InlineData("text", """{"body":"sí"}""", true)]
    [InlineData("text", """{"body":"sim"}""", true)]
    [InlineData("text", """{"body":"ndiyo"}""", true)]
    [InlineData("text", """{"body":"ya"}""", true)]
    [InlineData("text", """{"body":"نعم"}""", true)]
    [InlineData("text", """{"body":"हो"}""", true)]
    [InlineData("text", """{"body":"5 sugar"}""", false)]
    [InlineData("image", """{"id":"1","caption":"yes"}""", true)]
    [InlineData("image", """{"id":"1","caption":"5 sugar"}""", false)]
    [InlineData("edit", """{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"yes"}}}""", true)]
    [InlineData("edit", """{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"5 sugar"}}}""", false)]
    public void A_yes_is_alone_in_whatever_shape_it_comes(string type, string content, bool alone) =>
        IsAlone(Webhook.Message("12025550110", type, JsonNode.Parse(content)!, DateTimeOffset.UnixEpoch), Guid.CreateVersion7()).ShouldBe(alone);

    [Theory]
    [InlineData("confirm", Intent.Confirm, Awaiting.Confirmation)]
    [InlineData("cancel", Intent.Cancel, Awaiting.Cancellation)]
    public void Every_spelling_of_a_yes_or_a_cancel_that_a_language_pack_knows_is_alone(string command, Intent intent, Awaiting awaiting)
    {
        var together = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "src", "WhatsAppOrdering.Understanding", "Packs"), "*.json"))
        {
            var spellings = JsonNode.Parse(File.ReadAllText(file))!["commands"]![command]!.GetValue<string>().Split('|');
            // "100%" alone is a number.
            var meant = spellings.Where(text => Interpreter.Interpret(text, TestCatalog.Index, new DialogueContext("en", [], awaiting)).Intent == intent).ToList();
            meant.Count.ShouldBeInRange(spellings.Length - 1, spellings.Length, file);
            together.AddRange(meant.Where(text => !IsAlone(Webhook.Text("12025550110", text, DateTimeOffset.UnixEpoch), Guid.CreateVersion7()))
                .Select(text => $"{Path.GetFileName(file)}: {text}"));
        }

        together.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_approvals_and_a_second_tap_on_each_that_come_at_once_are_each_answered()
    {
        var market = await Market.OpenAsync(service, 1_000, 1_000);
        foreach (var shop in market.Shops)
        {
            await shop.SaysAsync("2 carton coke 1.5L");
            await shop.TapsAsync("Ask approval");
        }

        var requests = market.Approver.Bubbles.Where(bubble => bubble.Buttons.Any(button => button.Title == "Approve")).ToList();
        requests.Count.ShouldBe(2);
        var taps = new List<JsonObject>();
        foreach (var request in requests.Concat(requests))
        {
            taps.Add(await market.Approver.TapAsync(request.Button("Approve")));
        }

        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, [.. taps]));
        await service.IdleAsync();

        foreach (var shop in market.Shops)
        {
            (await market.BooksAsync(shop)).Orders.ShouldBe("Placed");
        }

        (await service.Database.AskAsync<string>($"""
            select state || ' ' || attempts as "Value" from inbox_message where phone_number_id = {market.PhoneNumberId} and (state <> 'Handled' or attempts > 0)
            """)).ShouldBeEmpty();
        await service.BooksHoldAsync();
    }

    private bool IsAlone(JsonObject message, Guid person) => service.Services.GetRequiredService<Classify>().LocksOrderOrLine(new InboxMessage
    {
        PhoneNumberId = "1", DedupeKey = "1", Kind = "message", Field = "messages", PersonId = new PersonId(person),
        Raw = System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()),
    });
}
