using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>A message of ours as it came to Meta. A template's text is its name and its values.</summary>
public sealed record Bubble(string To, string Text, IReadOnlyList<BubbleButton> Buttons, string? Template, string CallbackData)
{
    public static Bubble Read(string body)
    {
        var message = JsonNode.Parse(body)!;
        var (text, buttons) = (string)message["type"]! switch
        {
            "text" => ((string)message["text"]!["body"]!, []),
            "document" => ((string)message["document"]!["caption"]!, []),
            "interactive" => Interactive(message["interactive"]!),
            _ => TemplateOf(message["template"]!),
        };
        return new(
            ((string?)message["to"] ?? (string)message["recipient"]!).TrimStart('+'), text, [.. buttons],
            (string?)message["template"]?["name"], (string)message["biz_opaque_callback_data"]!);
    }

    public BubbleButton Button(string title) =>
        Buttons.FirstOrDefault(button => button.Title == title)
        ?? throw new InvalidOperationException($"No button {title} under: {Text}");

    private static (string Text, IEnumerable<BubbleButton> Buttons) Interactive(JsonNode interactive)
    {
        var action = interactive["action"]!;
        var buttons = action["buttons"]?.AsArray().Select(button => button!["reply"]!)
            ?? action["sections"]!.AsArray().SelectMany(section => section!["rows"]!.AsArray()).OfType<JsonNode>();
        return ((string)interactive["body"]!["text"]!, buttons.Select(button => new BubbleButton((string)button["title"]!, (string)button["id"]!, false)));
    }

    private static (string Text, IEnumerable<BubbleButton> Buttons) TemplateOf(JsonNode template)
    {
        var components = template["components"]?.AsArray().OfType<JsonNode>().ToList() ?? [];
        var values = components.Where(component => (string)component["type"]! == "body")
            .SelectMany(body => body["parameters"]!.AsArray()).Select(value => (string)value!["text"]!);
        var payloads = components.Where(component => (string)component["type"]! == "button")
            .Select(button => (string)button["parameters"]![0]!["payload"]!).ToList();
        return (
            $"{(string)template["name"]!}: {string.Join(" | ", values)}",
            TitlesOf((string)template["name"]!).Zip(payloads, (title, id) => new BubbleButton(title, id, true)));
    }

    /// <summary>Meta shows the titles that were approved.</summary>
    private static IEnumerable<string> TitlesOf(string template)
    {
        var approved = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "templates", "approved", $"{template}.en.json")))!;
        return approved["components"]!.AsArray().Where(component => (string)component!["type"]! == "BUTTONS")
            .SelectMany(component => component!["buttons"]!.AsArray()).Select(button => (string)button!["text"]!);
    }
}

/// <summary>A button or list row: what is seen, and the id that comes back.</summary>
public sealed record BubbleButton(string Title, string Id, bool OfTemplate);
