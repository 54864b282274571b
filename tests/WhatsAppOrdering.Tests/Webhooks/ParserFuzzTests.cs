using System.Globalization;
using System.Text;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>
/// Every parser of Meta's bytes, with payload files that were damaged or distorted. 15,000 inputs each; <c>FUZZ_INPUTS</c>
/// makes it more. The seed is fixed, and a failure names the input.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Seed = 20261123;

    private static readonly int Inputs =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var inputs) ? inputs : 15_000;

    private static readonly byte[][] Bodies = [.. PayloadFiles.All().Select(PayloadFiles.Body)];
    private static readonly byte[][] Items = [.. Bodies.SelectMany(body => WebhookReader.Read(body)).Where(item => item.Kind != WebhookItemKind.Unreadable).Select(item => item.Raw)];

    private static readonly string[] Fields =
    [
        "messages", "template_category_update", "message_template_status_update", "message_template_quality_update", "phone_number_quality_update",
        "account_update", "account_alerts", "account_review_update", "user_preferences", "calls", "flows", "something_new",
    ];

    public static TheoryData<string> Parsers() => new(Readers.Keys);

    private static Dictionary<string, Action<byte[]>> Readers { get; } = new()
    {
        ["webhook body"] = ReadBody,
        ["message"] = raw => InboundMessage.Read(raw).Type.ShouldNotBeNull(),
        ["status"] = raw => InboundStatus.Read(raw).Status.ShouldNotBeNull(),
        ["error"] = raw => MetaError.Read(raw).ShouldNotBeNull(),
        ["event"] = raw => EventReader.Read(Fields[raw.Length % Fields.Length], raw).ShouldNotBeNull(),
        ["answer to a send"] = ReadAnswer,
        ["signature"] = raw => WebhookSignature.IsValid(raw, Encoding.Latin1.GetString(raw), new WhatsAppOptions { AppSecret = "s" }).ShouldBeFalse(),
    };

    [Theory]
    [MemberData(nameof(Parsers))]
    public void No_input_makes_a_parser_fail(string parser)
    {
        var random = new Random(Seed);
        var read = Readers[parser];
        var corpus = parser is "webhook body" or "signature" ? Bodies : Items;
        for (var i = 0; i < Inputs; i++)
        {
            var input = corpus[random.Next(corpus.Length)];
            input = i % 2 == 0 ? MutateJson.Distort(input, random) : MutateJson.Damage(input, random);
            try
            {
                read(input);
            }
            catch (System.Text.Json.JsonException) when (parser is not ("webhook body" or "answer to a send" or "signature"))
            {
                // Documented: bytes that are no JSON. The webhook reader lets none through.
            }
            catch (Exception error) when (error is not System.Text.Json.JsonException)
            {
                throw new InvalidOperationException($"input {i}: {Convert.ToBase64String(input)}", error);
            }
        }
    }

    /// <summary>The items hold nothing that PostgreSQL refuses, and each of them can be read in turn.</summary>
    private static void ReadBody(byte[] body)
    {
        foreach (var item in WebhookReader.Read(body))
        {
            var line = WebhookLine.Of("f", item);
            line.ToJson().ShouldNotContain((byte)'\n');
            PayloadFiles.Holds(item);
            item.DedupeKey.Length.ShouldBeInRange(1, 1100);
            string?[] texts = [item.Type, item.PhoneNumberId, item.DedupeKey, item.SenderUserId, item.ProfileName, line.Text, line.ReplyToken];
            texts.ShouldAllBe(text => text == null || !text.Contains('\0'));
            (item.SenderPhone is null || (item.SenderPhone.Length is >= 6 and <= 15 && item.SenderPhone.All(char.IsAsciiDigit))).ShouldBeTrue();
        }
    }

    private static void ReadAnswer(byte[] raw)
    {
        var sent = CannedAnswer.Sender(raw.Length % 2 == 0 ? 200 : 400, raw)
            .SendAsync("1", new Recipient("12025550101", null), new OutboundMessage.Text("a"), "1.1", CancellationToken.None);
        sent.IsCompletedSuccessfully.ShouldBeTrue();
    }
}
