using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Read and typing in one call before the reply; whether it works matters to nothing.</summary>
public sealed class ReadMarkTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly ServiceUnderTest service = new(cluster);

    public ValueTask InitializeAsync()
    {
        service.Settings["Replies:ReadMarks"] = "true";
        return service.InitializeAsync();
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(0)]
    public async Task The_message_is_marked_as_read_before_its_reply(int status)
    {
        var market = await Market.OpenAsync(service);
        _ = status == 200 ? service.Meta : status == 0 ? service.Meta.Then(new StubAnswer.CutAfterBody()) : service.Meta.ThenError(status, 100);
        var message = market.Shop.Text("balance", await service.Database.NowAsync());
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, message));
        await service.IdleAsync();

        service.Meta.Requests.Count.ShouldBe(2);
        service.Meta.Requests[0].Body.ShouldBe(
            $$$"""{"message_id":"{{{message["id"]}}}","messaging_product":"whatsapp","status":"read","typing_indicator":{"type":"text"}}""");
        service.Meta.Requests[1].Body.ShouldContain("Free credit");
        service.Meta.Proof!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task What_has_no_answer_is_not_marked()
    {
        var market = await Market.OpenAsync(service);
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, await market.Shop.MessageAsync("reaction", new System.Text.Json.Nodes.JsonObject { ["message_id"] = "wamid.1" })));
        await service.IdleAsync();

        service.Meta.Requests.ShouldBeEmpty();
    }
}
