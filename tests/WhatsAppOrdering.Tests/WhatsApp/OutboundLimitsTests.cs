using Shouldly;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

/// <summary>Each limit at its edge and one beyond.</summary>
public sealed class OutboundLimitsTests
{
    public static TheoryData<string, OutboundMessage, bool> Edges()
    {
        var edges = new TheoryData<string, OutboundMessage, bool>();
        Edge("text", 4096, n => new OutboundMessage.Text(X(n)));
        Edge("body over buttons", 1024, n => new OutboundMessage.Buttons(X(n), Choices(1, 5, 5)));
        Edge("buttons", 3, n => new OutboundMessage.Buttons("b", Choices(n, 5, 5)));
        Edge("button title", 20, n => new OutboundMessage.Buttons("b", Choices(1, n, 5)));
        Edge("button id", 256, n => new OutboundMessage.Buttons("b", Choices(1, 5, n)));
        Edge("body over list", 1024, n => new OutboundMessage.List(X(n), "o", Choices(1, 5, 5)));
        Edge("list button", 20, n => new OutboundMessage.List("b", X(n), Choices(1, 5, 5)));
        Edge("rows", 10, n => new OutboundMessage.List("b", "o", Choices(n, 5, 5)));
        Edge("row title", 24, n => new OutboundMessage.List("b", "o", Choices(1, n, 5)));
        Edge("row id", 200, n => new OutboundMessage.List("b", "o", Choices(1, 5, n)));
        Edge("picture's caption", 1024, n => new OutboundMessage.Image("m", X(n)));
        Edge("document's caption", 1024, n => new OutboundMessage.Document("m", "f", X(n)));
        Edge("file name", 240, n => new OutboundMessage.Document("m", X(n), "c"));
        Edge("payload", 256, n => new OutboundMessage.Template("t", "en", [], [X(n)]));
        Edge("spaces", 4, n => new OutboundMessage.Template("t", "en", [new("a", $"x{new string(' ', n)}y")], []));
        edges.Add("a surrogate pair counts two", new OutboundMessage.Buttons("b", [new("1", new string('x', 19) + "😀")]), false);
        edges.Add("no button", new OutboundMessage.Buttons("b", []), false);
        edges.Add("no row", new OutboundMessage.List("b", "o", []), false);
        edges.Add("empty text", new OutboundMessage.Text(" "), false);
        edges.Add("one title twice", new OutboundMessage.Buttons("b", [new("1", "Yes"), new("2", "Yes")]), false);
        edges.Add("one id twice", new OutboundMessage.Buttons("b", [new("1", "Yes"), new("1", "No")]), false);
        edges.Add("two rows of one title", new OutboundMessage.List("b", "o", [new("1", "Yes"), new("2", "Yes")]), true);
        edges.Add("an empty parameter", new OutboundMessage.Template("t", "en", [new("a", "")], []), false);
        edges.Add("a line break in a parameter", new OutboundMessage.Template("t", "en", [new("a", "x\ny")], []), false);
        edges.Add("a tab in a parameter", new OutboundMessage.Template("t", "en", [new("a", "x\ty")], []), false);
        return edges;

        void Edge(string what, int most, Func<int, OutboundMessage> of)
        {
            edges.Add($"{what}: {most}", of(most), true);
            edges.Add($"{what}: {most + 1}", of(most + 1), false);
        }
    }

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task What_breaks_a_limit_is_told_here_and_never_sent(string what, OutboundMessage message, bool kept)
    {
        (OutboundLimits.Broken(message) is null).ShouldBe(kept, what);
        var outcome = await CannedAnswer.Sender(200, """{"messages":[{"id":"wamid.1"}]}"""u8.ToArray())
            .SendAsync("1", new Recipient("12025550101", null), message, "1.1", CancellationToken.None);
        if (kept)
        {
            outcome.ShouldBeOfType<SendOutcome.Accepted>();
        }
        else
        {
            outcome.ShouldBeOfType<SendOutcome.Refused>().Treatment.Remedy.ShouldBe(Remedy.GiveUpOnMessage);
        }
    }

    private static string X(int length) => new('x', length);

    private static ReplyButton[] Choices(int count, int title, int id) =>
        [.. Enumerable.Range(0, count).Select(n => new ReplyButton($"{n}".PadLeft(id, 'i'), $"{n}".PadLeft(title, 't')))];
}
