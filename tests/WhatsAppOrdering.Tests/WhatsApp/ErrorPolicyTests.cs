using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

public class ErrorPolicyTests
{
    [Theory]
    [InlineData(1, Remedy.RetryLater)]
    [InlineData(2, Remedy.RetryLater)]
    [InlineData(4, Remedy.RetryLater)]
    [InlineData(80007, Remedy.RetryLater)]
    [InlineData(130429, Remedy.RetryLater)]
    [InlineData(131000, Remedy.RetryLater)]
    [InlineData(131016, Remedy.RetryLater)]
    [InlineData(131048, Remedy.RetryLater)]
    [InlineData(131056, Remedy.RetryLater)]
    [InlineData(131057, Remedy.RetryLater)]
    [InlineData(131064, Remedy.RetryLater)]
    [InlineData(133016, Remedy.RetryLater)]
    [InlineData(135000, Remedy.RetryLater)]
    [InlineData(131047, Remedy.UseTemplate)]
    [InlineData(470, Remedy.UseTemplate)]
    [InlineData(139200, Remedy.UseTemplate)]
    [InlineData(131026, Remedy.GiveUpOnPerson)]
    [InlineData(131021, Remedy.GiveUpOnPerson)]
    [InlineData(131030, Remedy.GiveUpOnPerson)]
    [InlineData(130403, Remedy.GiveUpOnPerson)]
    [InlineData(131049, Remedy.GiveUpOnPerson)]
    [InlineData(131050, Remedy.GiveUpOnPerson)]
    [InlineData(130472, Remedy.GiveUpOnPerson)]
    [InlineData(131062, Remedy.GiveUpOnPerson)]
    [InlineData(137000, Remedy.GiveUpOnPerson)]
    [InlineData(33, Remedy.GiveUpOnMessage)]
    [InlineData(100, Remedy.GiveUpOnMessage)]
    [InlineData(131008, Remedy.GiveUpOnMessage)]
    [InlineData(131051, Remedy.GiveUpOnMessage)]
    [InlineData(132000, Remedy.GiveUpOnMessage)]
    [InlineData(132001, Remedy.GiveUpOnMessage)]
    [InlineData(132012, Remedy.GiveUpOnMessage)]
    [InlineData(132015, Remedy.GiveUpOnMessage)]
    [InlineData(132068, Remedy.GiveUpOnMessage)]
    [InlineData(2388293, Remedy.GiveUpOnMessage)]
    [InlineData(0, Remedy.HoldAccount)]
    [InlineData(3, Remedy.HoldAccount)]
    [InlineData(10, Remedy.HoldAccount)]
    [InlineData(190, Remedy.HoldAccount)]
    [InlineData(200, Remedy.HoldAccount)]
    [InlineData(299, Remedy.HoldAccount)]
    [InlineData(131005, Remedy.HoldAccount)]
    [InlineData(131031, Remedy.HoldAccount)]
    [InlineData(131037, Remedy.HoldAccount)]
    [InlineData(131042, Remedy.HoldAccount)]
    [InlineData(131045, Remedy.HoldAccount)]
    [InlineData(133010, Remedy.HoldAccount)]
    [InlineData(368, Remedy.HoldAccount)]
    [InlineData(130497, Remedy.HoldAccount)]
    public void A_known_code_has_its_remedy_whatever_the_http_status(int code, Remedy remedy)
    {
        ErrorPolicy.For(code, null).ShouldBe(remedy);
        ErrorPolicy.For(code, 400).ShouldBe(remedy);
        ErrorPolicy.For(code, 500).ShouldBe(remedy);
        ErrorPolicy.For(code, 400, transient: true).ShouldBe(remedy);
    }

    [Theory]
    [InlineData(null, Remedy.GiveUpOnMessage)]
    [InlineData(400, Remedy.GiveUpOnMessage)]
    [InlineData(404, Remedy.GiveUpOnMessage)]
    [InlineData(401, Remedy.HoldAccount)]
    [InlineData(403, Remedy.HoldAccount)]
    [InlineData(408, Remedy.RetryLater)]
    [InlineData(429, Remedy.RetryLater)]
    [InlineData(500, Remedy.RetryLater)]
    [InlineData(503, Remedy.RetryLater)]
    public void An_unknown_code_is_judged_by_the_http_status(int? status, Remedy remedy) =>
        ErrorPolicy.For(987654, status).ShouldBe(remedy);

    [Fact]
    public void An_unknown_code_that_Meta_calls_transient_is_tried_again() =>
        ErrorPolicy.For(987654, 400, transient: true).ShouldBe(Remedy.RetryLater);

    [Fact]
    public void No_two_rows_of_the_table_overlap()
    {
        var rules = ErrorPolicy.Rules.OrderBy(rule => rule.From).ToList();
        rules.ShouldAllBe(rule => rule.From <= rule.To);
        rules.Zip(rules.Skip(1)).ShouldAllBe(pair => pair.First.To < pair.Second.From);
    }
}
