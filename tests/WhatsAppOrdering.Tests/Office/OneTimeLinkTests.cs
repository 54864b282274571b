using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>The way in, and the way back for a lost password.</summary>
public sealed class OneTimeLinkTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    private readonly string _email = $"o'brien+{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task The_verb_s_link_opens_the_form_as_often_as_one_likes_and_sets_the_password_once()
    {
        var link = await VerbAsync("add", _email);
        using var preview = new OfficeVisitor(service.Http.BaseAddress!);
        (await StatusAsync(preview, link)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(preview, link)).ShouldBe(HttpStatusCode.OK);
        (await service.Database.OneAsync<bool>($"select password_hash is null as \"Value\" from login where email = {_email}")).ShouldBeTrue();

        using var person = new OfficeVisitor(service.Http.BaseAddress!);
        using var chosen = await person.ChoosePasswordAsync(link);
        ShouldGoTo(chosen, "/office/work");
        (await StatusAsync(person, "/office/work")).ShouldBe(HttpStatusCode.OK);

        (await StatusAsync(preview, link)).ShouldBe(HttpStatusCode.Gone);
        using var later = await preview.SendAsync(link.AbsoluteUri, await preview.FormTokenAsync("/sign-in"), ("Password", "another one of mine"), ("Again", "another one of mine"));
        later.StatusCode.ShouldBe(HttpStatusCode.Gone);
        using var other = new OfficeVisitor(service.Http.BaseAddress!);
        ShouldGoTo(await other.SignInAsync(_email), "/office/work");
    }

    [Fact]
    public async Task Of_two_who_send_the_form_at_once_exactly_one_gets_in()
    {
        for (var round = 0; round < 5; round++)
        {
            var link = await service.InviteAsync(_email);
            var visitors = Enumerable.Range(0, 4).Select(_ => new OfficeVisitor(service.Http.BaseAddress!)).ToArray();
            var tokens = await Task.WhenAll(visitors.Select(visitor => visitor.FormTokenAsync(link.AbsoluteUri)));
            var passwords = visitors.Select((_, index) => $"the very own words of {index}").ToArray();

            var answers = await Task.WhenAll(visitors.Select((visitor, index) =>
                visitor.SendAsync(link.AbsoluteUri, tokens[index], ("Password", passwords[index]), ("Again", passwords[index]))));

            answers.Select(answer => answer.StatusCode).Order()
                .ShouldBe([HttpStatusCode.Redirect, HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.Gone]);
            var winner = Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
            using var again = new OfficeVisitor(service.Http.BaseAddress!);
            ShouldGoTo(await again.SignInAsync(_email, passwords[winner]), "/office/work");
            Array.ForEach(visitors, visitor => visitor.Dispose());
        }
    }

    [Fact]
    public async Task The_verb_again_makes_a_new_link_and_the_old_one_is_dead()
    {
        var first = await VerbAsync("add", _email);
        var second = await VerbAsync("add", _email.ToUpperInvariant());
        using var person = new OfficeVisitor(service.Http.BaseAddress!);

        (await StatusAsync(person, first)).ShouldBe(HttpStatusCode.Gone);
        ShouldGoTo(await person.ChoosePasswordAsync(second), "/office/work");
        (await service.Database.OneAsync<int>($"select count(*)::int as \"Value\" from login where lower(email) = {_email}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_that_is_too_old_is_dead()
    {
        await using var hasty = new ServiceUnderTest(cluster) { Settings = { ["Office:LinkLifetime"] = "00:00:00" } };
        await hasty.InitializeAsync();
        using var person = new OfficeVisitor(hasty.Http.BaseAddress!);

        (await StatusAsync(person, await hasty.InviteAsync(_email))).ShouldBe(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("token", "x")]
    [InlineData("who", "00000000000000000000000000000001")]
    [InlineData("who", "nobody")]
    public async Task A_link_that_was_altered_is_dead(string part, string with)
    {
        var link = await service.InviteAsync(_email);
        var query = System.Web.HttpUtility.ParseQueryString(link.Query);
        query[part] = with;
        using var person = new OfficeVisitor(service.Http.BaseAddress!);

        (await StatusAsync(person, new Uri(link, $"/set-password?{query}"))).ShouldBe(HttpStatusCode.Gone);
        (await StatusAsync(person, new Uri(link, "/set-password"))).ShouldBe(HttpStatusCode.Gone);
        (await StatusAsync(person, link)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("too short", "too short", "at least 12")]
    [InlineData("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "different")]
    [InlineData("seven wet umbrellas", "seven wet umbrella", "not the same")]
    [InlineData("", "", "at most")]
    public async Task A_password_that_will_not_do_is_refused_and_the_link_stays_good(string password, string again, string why)
    {
        var link = await service.InviteAsync(_email);
        using var person = new OfficeVisitor(service.Http.BaseAddress!);

        using var refused = await person.SendFormAsync(link.AbsoluteUri, ("Password", password), ("Again", again));

        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(why);
        (await StatusAsync(person, "/office/work")).ShouldBe(HttpStatusCode.Redirect);
        ShouldGoTo(await person.ChoosePasswordAsync(link), "/office/work");
    }

    [Fact]
    public async Task The_verb_lists_operators_and_says_what_is_wrong_with_an_address()
    {
        var added = await RunAsync("add", _email);
        added.Output.ShouldNotContain("password is");
        (await RunAsync("list")).Output.ShouldContain($"{_email}  has chosen no password yet");
        (await RunAsync("add", "nobody")).Code.ShouldBe(1);
        (await RunAsync("add", "nobody")).Errors.ShouldContain("nobody");
        (await RunAsync("add", _email, "--url", "ftp://example.com")).Errors.ShouldContain("Office:PublicUrl");
        (await RunAsync("add", _email, "--url=http://example.com")).Errors.ShouldStartWith("usage: ");
        (await RunAsync("remove", _email)).Errors.ShouldStartWith("usage: ");
    }

    private static void ShouldGoTo(HttpResponseMessage answer, string where)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(where);
    }

    private static Task<HttpStatusCode> StatusAsync(OfficeVisitor visitor, Uri address) => StatusAsync(visitor, address.AbsoluteUri);

    private static async Task<HttpStatusCode> StatusAsync(OfficeVisitor visitor, string address)
    {
        using var answer = await visitor.GetAsync(address);
        return answer.StatusCode;
    }

    private async Task<Uri> VerbAsync(params string[] args)
    {
        var (code, output, errors) = await RunAsync([.. args, "--url", service.Http.BaseAddress!.AbsoluteUri]);
        code.ShouldBe(0, errors);
        return new Uri(output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1]);
    }

    /// <summary>The verb in a host of its own, as the program runs it.</summary>
    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var connection = service.Services.GetRequiredService<IConfiguration>()[WhatsAppOrdering.Hosting.Services.OrderingConnection];
        var code = await OperatorVerb.RunAsync([.. args, $"--ConnectionStrings:Ordering={connection}"], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
