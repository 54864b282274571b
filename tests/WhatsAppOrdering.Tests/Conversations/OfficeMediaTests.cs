using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What a shop shows or says instead of writing it reaches the office, for a person to read.</summary>
public sealed class OfficeMediaTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_office_gets_the_picture_itself()
    {
        var (office, path) = await NoteAsync("image", "image/jpeg");
        service.Meta.Then(Node()).Then(new StubAnswer.Reply(200, "the picture"));

        var media = (await office.Caller.GetAsync(path)).ShouldBe(200);

        (media.Text, media.MediaType).ShouldBe(("the picture", "image/jpeg"));
        service.Meta.Requests.TakeLast(2).Select(request => (request.Path, request.Authorization)).ShouldBe(
            [("/v25.0/4711?fields=url", "Bearer access-token-of-the-tests"), ("/file/4711", "Bearer access-token-of-the-tests")]);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("nonsense\r\nX-Evil: 1")]
    public async Task What_a_browser_might_run_is_a_file_to_save(string kind)
    {
        var (office, path) = await NoteAsync("document", kind);
        service.Meta.Then(Node()).Then(new StubAnswer.Reply(200, "<script>alert(1)</script>"));

        (await office.Caller.GetAsync(path)).ShouldBe(200).MediaType.ShouldBe("application/octet-stream");
    }

    [Fact]
    public async Task A_file_that_Meta_has_no_more_is_not_found()
    {
        var (office, path) = await NoteAsync("audio", "audio/ogg; codecs=opus");
        service.Meta.ThenError(400, 100, "Object with ID '4711' does not exist");
        (await office.Caller.GetAsync(path)).ShouldBe(404, "NOT_FOUND");

        service.Meta.Then(Node()).Then(new StubAnswer.Reply(404, ""));
        (await office.Caller.GetAsync(path)).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Trouble_at_Meta_is_told_as_such()
    {
        var (office, path) = await NoteAsync("image", "image/jpeg");
        service.Meta.ThenError(500, 131000);
        (await office.Caller.GetAsync(path)).ShouldBe(502, "META_UNAVAILABLE");

        service.Meta.Then(Node()).Then(new StubAnswer.Reply(500, ""));
        (await office.Caller.GetAsync(path)).ShouldBe(502, "META_UNAVAILABLE");
    }

    [Fact]
    public async Task A_note_without_a_file_says_so_and_another_wholesalers_is_not_there()
    {
        var (_, path) = await NoteAsync("image", "image/jpeg");
        var other = await Backoffice.OpenAsync(service);
        (await other.Caller.GetAsync(path)).ShouldBe(404, "NOT_FOUND");

        await other.Market.Shop.WritesAsync(await other.Market.Shop.MessageAsync("location", new JsonObject { ["latitude"] = 27.7, ["longitude"] = 85.3 }));
        var place = (await other.Caller.GetAsync("/office-notes"))["items.0"].GetProperty("id");
        (await other.Caller.GetAsync($"/office-notes/{place}/media")).ShouldBe(404, "NOT_FOUND");
    }

    private async Task<(Backoffice Backoffice, string Path)> NoteAsync(string type, string kind)
    {
        var office = await Backoffice.OpenAsync(service);
        await office.Market.Shop.WritesAsync(await office.Market.Shop.MessageAsync(type, new JsonObject { ["id"] = "4711", ["mime_type"] = kind }));
        return (office, $"/office-notes/{(await office.Caller.GetAsync("/office-notes"))["items.0"].GetProperty("id")}/media");
    }

    private StubAnswer.Reply Node() => new(200, new JsonObject { ["url"] = $"{service.Meta.BaseUrl}/file/4711", ["id"] = "4711" }.ToJsonString());
}
