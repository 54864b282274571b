using Shouldly;
using WhatsAppOrdering.Replies;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

public sealed class BrokenTemplateTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("templates");

    public BrokenTemplateTests()
    {
        foreach (var file in Directory.EnumerateFiles(Sample.TemplatesDirectory, "*", SearchOption.AllDirectories).Where(IsEnglish))
        {
            var copy = Path.Combine(directory.FullName, Path.GetRelativePath(Sample.TemplatesDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static bool IsEnglish(string file) => Path.GetFileName(file).Contains("en.", StringComparison.Ordinal);

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void The_unbroken_copy_loads() => Should.NotThrow(() => ReplyTemplates.Load(directory.FullName));

    [Theory]
    [InlineData("replies/balance.en.hbs", "repeat: harmless", "repeat: perhaps", "'repeat: harmless' or")]
    [InlineData("replies/balance.en.hbs", "repeat: harmless", "colour: red", "unknown setting")]
    [InlineData("replies/balance.en.hbs", "---\n", "", "settings between")]
    [InlineData("replies/balance.en.hbs", "{{/if}}", "", "'if' was")]
    [InlineData("replies/balance.en.hbs", "{{money limit}}", "{{cash limit}}", "'cash'")]
    [InlineData("replies/cart_summary.en.hbs", "… and {{linesMore}} more", "", "'{{linesMore}}'")]
    [InlineData("replies/cart_summary.en.hbs", "confirm_cart |", "confirm_basket |", "'confirm_basket'")]
    [InlineData("replies/cart_summary.en.hbs", "| Confirm", "| Confirm this whole order", "over 20 characters")]
    [InlineData("replies/cart_summary.en.hbs", "  change_cart", "  keep_order | Keep\n  reorder | Again\n  change_cart", "more than 3 buttons")]
    [InlineData("replies/cart_summary.en.hbs", "| Change", "| Cancel", "one title")]
    [InlineData("replies/choose_wholesaler.en.hbs", "list: Choose\n", "", "'list: <title>'")]
    [InlineData("replies/choose_wholesaler.en.hbs", "  more_wholesalers |", "  keep_order |", "no second button beside 'each'")]
    [InlineData("replies/order_request.en.hbs", "template: order_request", "template: order_demand", "'order_demand', which does not exist")]
    [InlineData("replies/order_request.en.hbs", "  shop | {{shop}}\n", "", "exactly the template's parameters")]
    [InlineData("replies/order_request.en.hbs", "  shop |", "  buyer |", "exactly the template's parameters")]
    [InlineData("replies/order_request.en.hbs", "| Confirm\n", "| Accept\n", "quick replies")]
    [InlineData("states/en.txt", "Expired |", "Lapsed |", "no words for Expired")]
    [InlineData("approved/order_request.en.json", "{\n  \"name\"", "\n  \"name\"", "Meta's JSON")]
    [InlineData("approved/order_request.en.json", "\"components\"", "\"parts\"", "Meta's JSON")]
    [InlineData("approved/order_request.en.json", "\"order_request\"", "\"Order-Request\"", "a-z, 0-9")]
    [InlineData("approved/order_request.en.json", "UTILITY", "MARKETING", "UTILITY")]
    [InlineData("approved/order_request.en.json", "NAMED", "POSITIONAL", "NAMED")]
    [InlineData("approved/order_request.en.json", "New order {{number}}", "{{number}}", "first or last")]
    [InlineData("approved/order_request.en.json", "; after that the order lapses.", ".", "first or last")]
    [InlineData("approved/order_request.en.json", "{{number}} from the shop {{shop}}", "{{number}} {{shop}}", "side by side")]
    [InlineData("approved/order_request.en.json", "order {{number}}", "order {{Number}}", "lower_case")]
    [InlineData("approved/order_request.en.json", "New order", "New order {{day}} x", "one example for each")]
    [InlineData("approved/order_request.en.json", "\"example\": \"W-1042\"", "\"example\": \" \"", "one example for each")]
    [InlineData("approved/order_request.en.json", "\"text\": \"Confirm\"", "\"text\": \"Confirm this order right now\"", "25 characters")]
    [InlineData("approved/order_request.en.json", "\"text\": \"Confirm\"", "\"text\": \"Reject\"", "one text")]
    [InlineData("approved/order_request.en.json", "New order", "New order LONG", "1 to 1024")]
    [InlineData("approved/order_request.en.json", "\"type\": \"BUTTONS\"", "\"type\": \"CAROUSEL\"", "none of HEADER, BODY, FOOTER")]
    public void A_broken_file_stops_the_start_and_is_named(string file, string old, string broken, string told)
    {
        var path = Path.Combine(directory.FullName, file);
        var content = File.ReadAllText(path).ReplaceLineEndings("\n");
        content.ShouldContain(old);
        var at = content.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(path, content[..at] + broken.Replace("LONG", new string('x', 1000)) + content[(at + old.Length)..]);

        var thrown = Should.Throw<TemplateFileException>(() => ReplyTemplates.Load(directory.FullName));

        thrown.Message.ShouldStartWith(file + ": ");
        thrown.Message.ShouldContain(told);
    }

    [Theory]
    [InlineData("replies/help.en.hbs")]
    [InlineData("states/en.txt")]
    public void A_missing_file_stops_the_start_and_is_named(string file)
    {
        File.Delete(Path.Combine(directory.FullName, file));

        Should.Throw<TemplateFileException>(() => ReplyTemplates.Load(directory.FullName)).Message.ShouldStartWith(file + ": is missing");
    }

    [Theory]
    [InlineData("replies/helpp.en.hbs", "---\nrepeat: never\n---\nHello", "none of the replies")]
    [InlineData("replies/balance.ne.hbs", "---\nrepeat: never\n---\nHello", "than the English file")]
    [InlineData("replies/cart_summary.ne.hbs", "---\nrepeat: harmless\n---\nHello", "other buttons")]
    [InlineData("replies/notes.md", "x", "is no .hbs file")]
    public void A_file_that_does_not_belong_is_named(string file, string content, string told)
    {
        File.WriteAllText(Path.Combine(directory.FullName, file), content);

        var thrown = Should.Throw<TemplateFileException>(() => ReplyTemplates.Load(directory.FullName));
        thrown.Message.ShouldStartWith(file + ": ");
        thrown.Message.ShouldContain(told);
    }

    [Fact]
    public void A_missing_directory_is_named() =>
        Should.Throw<TemplateFileException>(() => ReplyTemplates.Load(Path.Combine(directory.FullName, "nowhere"))).Message.ShouldContain("nowhere");

    [Fact]
    public void Every_reply_of_today_may_safely_come_twice() =>
        ReplyNames.All.ShouldAllBe(name => Sample.Templates.RepeatIsHarmless(name));
}
