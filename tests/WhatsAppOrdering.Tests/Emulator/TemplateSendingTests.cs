using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class TemplateSendingTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();

    public async ValueTask InitializeAsync()
    {
        await emulator.InitializeAsync();
        var created = await emulator.PostAsync(
            RunningEmulator.Templates, Payloads.NewTemplate("named", "NAMED", "Order from {{shop}} for {{total}} now."));
        ((string?)created["status"]).ShouldBe("APPROVED");
        await emulator.PostAsync(RunningEmulator.Templates, Payloads.NewTemplate("placed", "POSITIONAL", "Order from {{1}} for {{2}} now."));
    }

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task A_template_reaches_somebody_whose_window_is_closed_with_its_named_parameters_filled_in()
    {
        var id = await emulator.SendAcceptedAsync(Payloads.Template(
            RunningEmulator.Silent, "named", [("total", "$20"), ("shop", "Zoë")], "confirm-1", "reject-1"));

        var bubble = (await emulator.BubblesAsync(RunningEmulator.Silent))[0]!;
        ((string?)bubble["id"]).ShouldBe(id);
        ((string?)bubble["text"]).ShouldBe("Order from Zoë for $20 now.");
        bubble["choices"]!.AsArray().Select(choice => (string?)choice!["id"]).ShouldBe(["confirm-1", "reject-1"]);
    }

    [Fact]
    public async Task Positional_parameters_are_filled_in_by_their_place()
    {
        await emulator.SendAcceptedAsync(Payloads.Template(RunningEmulator.Silent, "placed", [(null, "Zoë"), (null, "$20")]));

        var bubble = (await emulator.BubblesAsync(RunningEmulator.Silent))[0]!;
        ((string?)bubble["text"]).ShouldBe("Order from Zoë for $20 now.");
    }

    [Fact]
    public async Task A_tap_on_a_template_arrives_as_a_button_with_payload_and_context()
    {
        var id = await emulator.SendAcceptedAsync(Payloads.Template(
            RunningEmulator.Silent, "placed", [(null, "Zoë"), (null, "$20")], "confirm-1", "reject-1"));

        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Silent}/taps", new JsonObject { ["messageId"] = id, ["buttonId"] = "reject-1" });

        var message = (await emulator.Webhook.WaitForAsync("messages", 1))[0];
        ((string?)message["type"]).ShouldBe("button");
        ((string?)message["button"]!["payload"]).ShouldBe("reject-1");
        ((string?)message["button"]!["text"]).ShouldBe("Reject");
        ((string?)message["context"]!["id"]).ShouldBe(id);
    }

    [Theory]
    [InlineData("one\nline", 132018)]
    [InlineData("a\ttab", 132018)]
    [InlineData("five     spaces", 132018)]
    [InlineData("", 131008)]
    public async Task A_parameter_with_forbidden_text_is_refused(string value, int code) =>
        (await emulator.SendRefusedAsync(Payloads.Template(RunningEmulator.Silent, "placed", [(null, value), (null, "x")]))).ShouldBe(code);

    [Fact]
    public async Task Four_spaces_are_still_allowed() =>
        (await emulator.SendAcceptedAsync(Payloads.Template(RunningEmulator.Silent, "placed", [(null, "a    b"), (null, "x")]))).ShouldNotBeEmpty();

    [Fact]
    public async Task A_missing_parameter_is_refused() =>
        (await emulator.SendRefusedAsync(Payloads.Template(RunningEmulator.Silent, "placed", [(null, "x")]))).ShouldBe(132000);

    [Fact]
    public async Task A_wrongly_named_parameter_is_refused() =>
        (await emulator.SendRefusedAsync(Payloads.Template(RunningEmulator.Silent, "named", [("shop", "x"), ("sum", "x")]))).ShouldBe(132012);

    [Fact]
    public async Task An_unknown_template_is_refused() =>
        (await emulator.SendRefusedAsync(Payloads.Template(RunningEmulator.Silent, "absent", []))).ShouldBe(132001);

    [Fact]
    public async Task A_payload_for_a_button_that_the_template_lacks_is_refused() =>
        (await emulator.SendRefusedAsync(Payloads.Template(RunningEmulator.Silent, "placed", [(null, "x"), (null, "x")], "a", "b", "c"))).ShouldBe(132012);

    [Theory]
    [InlineData("pt")]
    [InlineData("ne")]
    [InlineData("en-US")]
    [InlineData("EN")]
    public async Task A_template_in_a_language_that_Meta_has_no_code_for_is_refused(string language)
    {
        var template = Payloads.NewTemplate("greeting", "NAMED", "Hello {{name}}, welcome.");
        template["language"] = language;

        using var answer = await emulator.Http.PostAsJsonAsync(new Uri(RunningEmulator.Templates, UriKind.Relative), template);

        ((int)answer.StatusCode).ShouldBe(400);
        ((int?)(await RunningEmulator.JsonAsync(answer))["error"]!["code"]).ShouldBe(100);
    }

    [Fact]
    public async Task A_posted_template_is_listed_and_a_second_of_its_name_and_language_is_refused()
    {
        var template = Payloads.NewTemplate("greeting", "NAMED", "Hello {{name}}, welcome.");
        await emulator.PostAsync(RunningEmulator.Templates, template);

        using var again = await emulator.Http.PostAsJsonAsync(new Uri(RunningEmulator.Templates, UriKind.Relative), template);

        ((int)again.StatusCode).ShouldBe(400);
        ((int?)(await RunningEmulator.JsonAsync(again))["error"]!["error_subcode"]).ShouldBe(2388024);
        (await emulator.GetAsync(RunningEmulator.Templates))["data"]!.AsArray().Count(one => (string?)one!["name"] == "greeting").ShouldBe(1);
    }
}
