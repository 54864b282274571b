using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

public class ErrorPolicyTests
{
    [Theory]
    [InlineData(1, Remedy.RetryLater)]
    [InlineData(2, Remedy.RetryLater)]
    [InlineData(4, Remedy.SlowDown)]
    [InlineData(80007, Remedy.SlowDown)]
    [InlineData(130429, Remedy.SlowDown)]
    [InlineData(131000, Remedy.RetryLater)]
    [InlineData(131016, Remedy.RetryLater)]
    [InlineData(131048, Remedy.SlowDown)]
    [InlineData(131056, Remedy.SlowDown)]
    [InlineData(131057, Remedy.RetryLater)]
    [InlineData(131064, Remedy.SlowDown)]
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
    [InlineData(132001, Remedy.UseOtherTemplate)]
    [InlineData(132012, Remedy.GiveUpOnMessage)]
    [InlineData(132015, Remedy.UseOtherTemplate)]
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
        For(code, null).ShouldBe(remedy);
        For(code, 400).ShouldBe(remedy);
        For(code, 500).ShouldBe(remedy);
        For(code, 400, transient: true).ShouldBe(remedy);
    }

    [Theory]
    [InlineData(null, Remedy.UseTemplate)]
    [InlineData(400, Remedy.UseTemplate)]
    [InlineData(404, Remedy.UseTemplate)]
    [InlineData(401, Remedy.HoldAccount)]
    [InlineData(403, Remedy.HoldAccount)]
    [InlineData(408, Remedy.RetryLater)]
    [InlineData(429, Remedy.RetryLater)]
    [InlineData(500, Remedy.RetryLater)]
    [InlineData(503, Remedy.RetryLater)]
    public void An_unknown_code_is_judged_by_the_http_status(int? status, Remedy remedy) =>
        For(987654, status).ShouldBe(remedy);

    [Fact]
    public void An_unknown_code_that_Meta_calls_transient_is_tried_again() =>
        For(987654, 400, transient: true).ShouldBe(Remedy.RetryLater);

    [Theory]
    [InlineData(4, ErrorScope.App)]
    [InlineData(80007, ErrorScope.Account)]
    [InlineData(130429, ErrorScope.Number)]
    [InlineData(131056, ErrorScope.Pair)]
    [InlineData(190, ErrorScope.App)]
    [InlineData(131042, ErrorScope.Account)]
    [InlineData(133010, ErrorScope.Number)]
    public void A_code_reaches_as_far_as_its_scope(int code, ErrorScope scope) =>
        ErrorPolicy.For(new MetaError(code, null, null, false, null), null).Scope.ShouldBe(scope);

    [Fact]
    public void The_pair_limit_waits_4_to_the_power_of_its_failures()
    {
        var pace = ErrorPolicy.For(new MetaError(131056, null, null, false, null), 400).Pace!;
        new[] { 1, 2, 3, 4, 5, 6, 9 }.Select(failures => pace.After(failures).TotalSeconds).ShouldBe([1, 4, 16, 64, 256, 1024, 1024]);
    }

    [Fact]
    public void An_error_without_a_code_is_never_taken_for_code_0()
    {
        ErrorPolicy.For(null, null).Remedy.ShouldBe(Remedy.UseTemplate);
        ErrorPolicy.For(new MetaError(null, null, "?", false, null), null).Remedy.ShouldBe(Remedy.UseTemplate);
        ErrorPolicy.For(new MetaError(null, null, "?", true, null), null).Remedy.ShouldBe(Remedy.RetryLater);
    }

    [Fact]
    public void Only_a_row_that_waits_has_a_pace() =>
        ErrorPolicy.Rules.ShouldAllBe(rule => (rule.Pace != null) == (rule.Remedy == Remedy.RetryLater || rule.Remedy == Remedy.SlowDown || rule.Remedy == Remedy.HoldAccount));

    [Fact]
    public void No_two_rows_of_the_table_overlap()
    {
        var rules = ErrorPolicy.Rules.OrderBy(rule => rule.From).ToList();
        rules.ShouldAllBe(rule => rule.From <= rule.To);
        rules.Zip(rules.Skip(1)).ShouldAllBe(pair => pair.First.To < pair.Second.From);
    }

    private static Remedy For(int code, int? httpStatus, bool transient = false) =>
        ErrorPolicy.For(new MetaError(code, null, null, transient, null), httpStatus).Remedy;
}
