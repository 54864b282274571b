using System.Text;
using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

public class InboundMessageTests
{
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1700000001);

    [Fact]
    public void A_text_is_read_with_its_context_and_time() =>
        Read("""{"from":"1","id":"wamid.1","timestamp":"1700000001","context":{"from":"2","id":"wamid.0"},"type":"text","text":{"body":"10 \u0915\u093f\u0932\u094b \/ \ud83d\ude00"}}""")
            .ShouldBe(new("wamid.1", "text", "10 किलो / 😀", null, "wamid.0", false, Sent));

    [Theory]
    [InlineData("""{"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"t1","title":"Yes"}}}""", "Yes", "t1")]
    [InlineData("""{"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r1","title":"Rice","description":"25 kg"}}}""", "Rice", "r1")]
    [InlineData("""{"type":"button","button":{"text":"Yes","payload":"p1"}}""", "Yes", "p1")]
    [InlineData("""{"type":"button","button":{"text":"Yes"}}""", "Yes", null)]
    [InlineData("""{"type":"interactive"}""", null, null)]
    [InlineData("""{"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"not JSON"}}}""", null, null)]
    [InlineData("""{"type":"interactive","interactive":[1]}""", null, null)]
    public void A_tap_of_either_shape_gives_title_and_token(string raw, string? text, string? token)
    {
        var message = Read(raw);
        message.Text.ShouldBe(text);
        message.ReplyToken.ShouldBe(token);
    }

    [Theory]
    [InlineData("""{"context":{"forwarded":true}}""", true)]
    [InlineData("""{"context":{"frequently_forwarded":true}}""", true)]
    [InlineData("""{"context":{"forwarded":false,"id":"x"}}""", false)]
    [InlineData("""{"context":null}""", false)]
    [InlineData("""{}""", false)]
    public void A_forwarded_text_is_marked(string raw, bool forwarded) => Read(raw).Forwarded.ShouldBe(forwarded);

    [Theory]
    [InlineData(@"a\u0000b", "ab")]
    [InlineData(@"\u0000", null)]
    [InlineData(@"a\ud83d", "a\uFFFD")]
    [InlineData(@"\ud83d \ud83d\ude00 \\u0041 \n\t\""\/", "\uFFFD 😀 \\u0041 \n\t\"/")]
    public void Characters_that_no_database_takes_are_taken_out_and_the_rest_stays(string json, string? text) =>
        Read($$$"""{"text":{"body":"{{{json}}}"}}""").Text.ShouldBe(text);

    [Fact]
    public void An_empty_message_is_of_unknown_type() => Read("{}").ShouldBe(new(null, "unknown", null, null, null, false, null));

    [Fact]
    public void A_failed_status_tells_why_and_for_which_send() =>
        InboundStatus.Read("""
            {"id":"wamid.1","status":"failed","timestamp":"1700000001","recipient_id":919876543210,"biz_opaque_callback_data":"row.1",
             "errors":[{"code":131047,"title":"old","message":"message","error_data":{"details":"more than 24 hours"}}]}
            """u8.ToArray())
            .ShouldBe(new("wamid.1", "failed", Sent, "row.1", 131047, "more than 24 hours", null, null, "919876543210")
            {
                Error = new MetaError(131047, null, "more than 24 hours", false, null),
            });

    [Fact]
    public void A_status_tells_its_price() =>
        InboundStatus.Read("""
            {"id":"wamid.1","status":"sent","timestamp":1700000001,"pricing":{"billable":true,"pricing_model":"PMP","category":"utility","type":"regular"}}
            """u8.ToArray())
            .ShouldBe(new("wamid.1", "sent", Sent, null, null, null, "utility", "regular", null) { Billable = true, PricingModel = "PMP" });

    [Theory]
    [InlineData("""{"errors":[]}""", null, null)]
    [InlineData("""{"errors":{"code":1}}""", null, null)]
    [InlineData("""{"errors":[{"code":"131026","title":"Undeliverable"}]}""", 131026, "Undeliverable")]
    [InlineData("""{"errors":[7]}""", null, null)]
    public void Errors_of_odd_shapes_are_tolerated(string raw, int? code, string? details)
    {
        var status = InboundStatus.Read(Encoding.UTF8.GetBytes(raw));
        status.ErrorCode.ShouldBe(code);
        status.ErrorDetails.ShouldBe(details);
    }

    private static InboundMessage Read(string raw) => InboundMessage.Read(Encoding.UTF8.GetBytes(raw));
}
