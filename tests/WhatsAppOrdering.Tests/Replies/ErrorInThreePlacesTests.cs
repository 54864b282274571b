using System.Text;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Every code of the table, in the answer to a send, in a status and in <c>errors</c>: the same is done each time.</summary>
public sealed class ErrorInThreePlacesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Codes() =>
        new(ErrorPolicy.Rules.SelectMany(rule => rule.To - rule.From < 100 ? Enumerable.Range(rule.From, rule.To - rule.From + 1) : [rule.From, rule.From + 1, rule.To]).Append(987654));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task One_code_has_one_treatment(int code)
    {
        var answer = await AnswerAsync(code);
        var status = Status(code);
        var error = ErrorPolicy.For(MetaError.Read(Item("errors", Error(code)).Raw), null);

        answer.Treatment.ShouldBe(error);
        ErrorPolicy.For(status.Error, null).ShouldBe(error);
        ErrorPolicy.For(InboundMessage.Read(Item("messages", $$"""{"from":"12025550101","id":"wamid.1","type":"unsupported","errors":[{{Error(code)}}]}""").Raw).Error, null).ShouldBe(error);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_reply_fares_alike_whether_the_send_or_a_status_tells(int code)
    {
        foreach (var route in new[] { "free-form", "template" })
        {
            var answered = Row(route, OutboxState.Sending);
            var progress = new OutboxProgress(answered, new ReplyOptions(), Now);
            progress.Apply(await AnswerAsync(code));

            var told = Row(route, OutboxState.Accepted);
            var later = new OutboxProgress(told, new ReplyOptions(), Now);
            later.Apply(Status(code), told.Attempt);

            Fate(told).ShouldBe(Fate(answered), route);
            later.Pause.ShouldBe(progress.Pause, route);
            answered.Error.ShouldBe(ErrorPolicy.MeaningOf(code), "Meta's own words may quote a person's");
            answered.State.ShouldBeOneOf(OutboxState.Waiting, OutboxState.Failed);
        }
    }

    [Theory]
    [InlineData(131047, "free-form", OutboxState.Waiting, true)]
    [InlineData(987654, "free-form", OutboxState.Waiting, true)]
    [InlineData(131047, "template", OutboxState.Failed, false)]
    [InlineData(987654, "template", OutboxState.Failed, false)]
    [InlineData(100, "free-form", OutboxState.Failed, false)]
    [InlineData(131026, "free-form", OutboxState.Failed, false)]
    public async Task A_refused_free_form_message_goes_once_as_template_unless_the_code_says_why(int code, string route, OutboxState state, bool templateOnly)
    {
        var row = Row(route, OutboxState.Sending);
        new OutboxProgress(row, new ReplyOptions(), Now).Apply(await AnswerAsync(code));
        (row.State, row.TemplateOnly).ShouldBe((state, templateOnly));
    }

    [Fact]
    public async Task A_template_that_is_paused_is_tried_in_English_and_then_given_up()
    {
        var row = Row("template", OutboxState.Sending);
        new OutboxProgress(row, new ReplyOptions(), Now).Apply(await AnswerAsync(132015));
        (row.State, row.TemplateLanguage).ShouldBe((OutboxState.Waiting, "en"));

        row.State = OutboxState.Sending;
        new OutboxProgress(row, new ReplyOptions(), Now).Apply(await AnswerAsync(132015));
        row.State.ShouldBe(OutboxState.Failed);
    }

    [Fact]
    public async Task The_pair_limit_is_waited_out_ever_longer_and_given_up_only_after_a_day()
    {
        var row = Row("free-form", OutboxState.Waiting, attempt: 0);
        var waits = new List<double>();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            (row.Attempt, row.State) = (attempt, OutboxState.Sending);
            new OutboxProgress(row, new ReplyOptions(), Now).Apply(await AnswerAsync(131056));
            waits.Add((row.NextAttemptAt!.Value - Now).TotalSeconds);
        }

        waits.ShouldBe([1, 4, 16, 64, 256]);
        (row.State, row.Attempt - row.Excused).ShouldBe((OutboxState.Waiting, 0));
        row.State = OutboxState.Sending;
        new OutboxProgress(row, new ReplyOptions(), Now + TimeSpan.FromDays(1)).Apply(await AnswerAsync(131056));
        row.State.ShouldBe(OutboxState.Dead);
    }

    [Fact]
    public void A_way_to_Meta_that_is_cut_for_hours_costs_no_reply()
    {
        var row = Row("free-form", OutboxState.Waiting, attempt: 0);
        for (var attempt = 1; attempt <= 100; attempt++)
        {
            (row.Attempt, row.State) = (attempt, OutboxState.Sending);
            new OutboxProgress(row, new ReplyOptions(), Now).Apply(new SendOutcome.NotSent("no connection"));
        }

        (row.State, row.NextAttemptAt).ShouldBe((OutboxState.Waiting, Now + TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData(130429)]
    [InlineData(190)]
    public async Task Trouble_of_the_number_or_the_account_uses_up_none_of_the_reply_s_attempts(int code)
    {
        var row = Row("free-form", OutboxState.Waiting, attempt: 0);
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            (row.Attempt, row.State) = (attempt, OutboxState.Sending);
            var progress = new OutboxProgress(row, new ReplyOptions(), Now);
            progress.Apply(await AnswerAsync(code));
            progress.Pause!.Value.Code.ShouldBe(code);
        }

        (row.State, row.Attempt - row.Excused).ShouldBe((OutboxState.Waiting, 0));
    }

    private static object Fate(OutboxRow row) =>
        (row.State, row.NextAttemptAt, row.TemplateOnly, row.TemplateLanguage, row.Excused, row.ErrorCode, row.Error);

    private static OutboxRow Row(string route, OutboxState state, int attempt = 1) => new()
    {
        PhoneNumberId = "1", PersonId = PersonId.New(), Reply = "order_request", Facts = "{}", Repeat = Repeat.Harmless,
        Attempt = attempt, Route = route, State = state, CreatedAt = Now,
    };

    private static async Task<SendOutcome.Refused> AnswerAsync(int code) =>
        (await CannedAnswer.Sender(400, Encoding.UTF8.GetBytes($$"""{"error":{{Error(code)}}}"""))
            .SendAsync("1", new Recipient("12025550101", null), new OutboundMessage.Text("a"), "1.1", CancellationToken.None))
            .ShouldBeOfType<SendOutcome.Refused>();

    private static InboundStatus Status(int code) =>
        InboundStatus.Read(Item("statuses", $$"""{"id":"wamid.1","status":"failed","timestamp":"1700000001","errors":[{{Error(code)}}]}""").Raw);

    private static WebhookItem Item(string array, string item) => WebhookReader.Read(Encoding.UTF8.GetBytes(
        $$$"""{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"{{{array}}}":[{{{item}}}]}}]}]}""")).ShouldHaveSingleItem();

    private static string Error(int code) => $$"""{"code":{{code}},"message":"m","error_data":{"details":"d"},"fbtrace_id":"T"}""";
}
