using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>The real templates, one set of facts per reply, and a moment in Kathmandu (14:05 on Monday, 23 November).</summary>
internal static class Sample
{
    public static readonly Guid Person = Guid.Parse("0b6f7c1e-0000-7000-8000-0000000000ff");
    public static readonly Guid Wholesaler = Guid.Parse("0b6f7c1e-0000-7000-8000-000000000001");
    public static readonly Guid Subject = Guid.Parse("0b6f7c1e-0000-7000-8000-0000000000aa");

    public static readonly ButtonTokens Tokens = TokensOf(Key(1));

    public static readonly RenderContext Context = new("Asia/Kathmandu", Person, Tokens, new(2026, 11, 23, 8, 20, 0, TimeSpan.Zero));

    private static readonly Lazy<ReplyTemplates> Loaded = new(() => ReplyTemplates.Load(TemplatesDirectory));

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static string TemplatesDirectory => Path.Combine(Root, "templates");

    public static ReplyTemplates Templates => Loaded.Value;

    public static ReplyRenderer Renderer => new(Templates);

    public static string Key(byte seed) => Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)]);

    public static ButtonTokens TokensOf(string key, string? previous = null) =>
        new(Options.Create(new ButtonOptions { SigningKey = key, SigningKeyPrevious = previous }));

    public static string File(string folder, string name) =>
        Path.Combine(Root, "tests", "WhatsAppOrdering.Tests", "Replies", folder, name);

    public static JsonObject Facts(string reply) => JsonNode.Parse(System.IO.File.ReadAllText(File("Facts", reply + ".json")))!.AsObject();

    public static JsonElement Element(this JsonNode node) => JsonSerializer.SerializeToElement(node);

    public static JsonObject CartOf(int lines, string name = "Basmati rice 25 kg")
    {
        var facts = Facts(ReplyNames.CartSummary);
        facts["lines"] = new JsonArray([.. Enumerable.Range(1, lines).Select(i => (JsonNode)new JsonObject
        {
            ["quantity"] = i, ["unit"] = "bag", ["name"] = $"{name} {i}", ["total"] = Npr(3250),
        })]);
        return facts;
    }

    public static JsonObject Npr(decimal amount) => new() { ["amount"] = amount, ["currency"] = "NPR" };

    public static OutboundMessage FreeForm(string reply, JsonNode facts) => Renderer.RenderFreeForm(reply, "en", facts.Element(), Context);

    public static string Body(OutboundMessage message) => message switch
    {
        OutboundMessage.Text text => text.Body,
        OutboundMessage.Buttons buttons => buttons.Body,
        OutboundMessage.List list => list.Body,
        _ => throw new ArgumentException("A template has no body of ours.", nameof(message)),
    };

    public static IReadOnlyList<ReplyButton> Choices(OutboundMessage message) => message switch
    {
        OutboundMessage.Buttons buttons => buttons.Choices,
        OutboundMessage.List list => list.Rows,
        _ => [],
    };

    private static string FindRoot(DirectoryInfo? from) => from switch
    {
        null => throw new InvalidOperationException("No .sln above the tests."),
        _ when from.EnumerateFiles("*.sln").Any() => from.FullName,
        _ => FindRoot(from.Parent),
    };
}
