using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using WhatsAppOrdering.Office;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>Who gets in, who does not, and what they are told.</summary>
public sealed class SignInTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    private const string Home = "/office/work";

    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task Whoever_is_signed_in_sees_the_page_until_he_signs_out()
    {
        using var person = await OperatorAsync();
        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.OK);
        (await LocationAsync(person, "/")).ShouldBe(Home);

        (await StatusAsync(person, "/sign-out")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.OK);
        using var left = await person.SendFormAsync("/sign-out");

        left.Headers.Location!.OriginalString.ShouldBe("/sign-in");
        (await LocationAsync(person, Home)).ShouldBe("/sign-in?returnUrl=%2Foffice%2Fwork");
        (await LocationAsync(person, "/")).ShouldBe("/sign-in");
    }

    [Fact]
    public async Task An_unknown_person_and_a_wrong_password_are_answered_alike()
    {
        using (await OperatorAsync())
        {
        }

        await service.InviteAsync("invited-" + _email);
        var answers = new List<string>();
        foreach (var email in new[] { _email, "nobody-" + _email, "invited-" + _email })
        {
            using var stranger = new OfficeVisitor(service.Http.BaseAddress!);
            using var refused = await stranger.SignInAsync(email, "something else altogether");
            refused.StatusCode.ShouldBe(HttpStatusCode.OK);
            answers.Add(Plain(await refused.Content.ReadAsStringAsync(), email));
        }

        answers.Distinct().ShouldHaveSingleItem().ShouldContain("do not belong together");
    }

    [Fact]
    public async Task After_five_wrong_tries_the_right_password_is_refused_too_and_a_new_link_opens_again()
    {
        using var person = await OperatorAsync();
        using var stranger = new OfficeVisitor(service.Http.BaseAddress!);
        for (var tries = 0; tries < 4; tries++)
        {
            await ShouldBeRefusedAsync(stranger, "something else altogether");
        }

        (await stranger.SignInAsync(_email)).StatusCode.ShouldBe(HttpStatusCode.Redirect, "four wrong tries lock nobody out");
        for (var tries = 0; tries < 5; tries++)
        {
            await ShouldBeRefusedAsync(stranger, "something else altogether");
        }

        await ShouldBeRefusedAsync(stranger, OfficeVisitor.Password);
        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.OK, "whoever is in stays in");

        using var back = await stranger.ChoosePasswordAsync(await service.InviteAsync(_email), "eleven dry umbrellas");
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await stranger.SignInAsync(_email, "eleven dry umbrellas")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_lock_out_ends_by_itself()
    {
        using var person = await OperatorAsync();
        for (var tries = 0; tries < 5; tries++)
        {
            await ShouldBeRefusedAsync(person, "something else altogether");
        }

        await service.Database.DoAsync($"update login set lockout_end = lockout_end - interval '301 seconds' where email = {_email}");

        (await person.SignInAsync(_email)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("/office/work?x=1", "/office/work?x=1")]
    [InlineData("https://evil.example/", Home)]
    [InlineData("//evil.example/", Home)]
    [InlineData("/\\evil.example/", Home)]
    [InlineData("javascript:alert(1)", Home)]
    public async Task Signing_in_leads_to_pages_of_ours_alone(string asked, string gets)
    {
        using (await OperatorAsync())
        {
        }

        using var person = new OfficeVisitor(service.Http.BaseAddress!);
        using var answer = await person.SignInAsync(_email, returnUrl: asked);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(gets);
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_another_is_refused_in_plain_words()
    {
        using var person = await OperatorAsync();
        using var stranger = new OfficeVisitor(service.Http.BaseAddress!);
        var token = await stranger.FormTokenAsync("/sign-in");
        using var fresh = new OfficeVisitor(service.Http.BaseAddress!);
        foreach (var (visitor, path, forged) in new[]
        {
            (stranger, "/sign-in", null), (stranger, "/sign-in", "forged"), (fresh, "/sign-in", token), (person, "/sign-out", token),
            (stranger, $"/set-password{(await service.InviteAsync("x" + _email)).Query}", (string?)null),
        })
        {
            using var refused = await visitor.SendAsync(path, forged, ("Email", _email), ("Password", OfficeVisitor.Password), ("Again", OfficeVisitor.Password));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("The form was not taken");
        }

        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.OK, "nobody was signed out");
        (await StatusAsync(stranger, Home)).ShouldBe(HttpStatusCode.Redirect, "nobody was signed in");
    }

    [Fact]
    public async Task Somebody_without_the_role_gets_403_and_is_told_so()
    {
        using var person = await OperatorAsync();
        foreach (var role in Policies.All.Where(role => role != Policies.Operator))
        {
            await service.Database.DoAsync($"""
                update login_in_role set role_id = (select id from login_role where name = {role}) where user_id = (select id from login where email = {_email})
                """);
            (await person.SignInAsync(_email)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

            using var refused = await person.GetAsync(Home);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("not for your role");
        }
    }

    [Fact]
    public async Task A_new_link_ends_the_sessions_of_before()
    {
        await using var strict = new ServiceUnderTest(cluster);
        await strict.InitializeAsync();
        strict.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
        using var person = new OfficeVisitor(strict.Http.BaseAddress!);
        (await person.ChoosePasswordAsync(await strict.InviteAsync(_email))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.OK);

        await strict.InviteAsync(_email);

        (await StatusAsync(person, Home)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("https://ordering.example.com", true)]
    public async Task The_cookie_is_for_our_pages_alone_and_for_https_where_people_reach_us_by_it(string publicUrl, bool isSecure)
    {
        await using var proxied = new ServiceUnderTest(cluster) { Settings = { ["Office:PublicUrl"] = publicUrl } };
        await proxied.InitializeAsync();
        using var person = new OfficeVisitor(proxied.Http.BaseAddress!);

        using var answer = await person.ChoosePasswordAsync(await proxied.InviteAsync(_email));

        var cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("office=");
        cookie.ShouldContain("; path=/; ");
        cookie.ShouldContain("; samesite=lax; httponly");
        cookie.Contains("; secure", StringComparison.Ordinal).ShouldBe(isSecure);
        cookie.ShouldNotContain("expires");
    }

    private static async Task<HttpStatusCode> StatusAsync(OfficeVisitor visitor, string address)
    {
        using var answer = await visitor.GetAsync(address);
        return answer.StatusCode;
    }

    private static async Task<string?> LocationAsync(OfficeVisitor visitor, string address)
    {
        using var answer = await visitor.GetAsync(address);
        return answer.Headers.Location?.OriginalString;
    }

    /// <summary>Without what differs in any case: the name that was typed and the form's token.</summary>
    private static string Plain(string page, string email) => string.Join('\n', page.Replace(email, "").Split('\n').Where(line => !line.Contains("__RequestVerificationToken")));

    private async Task ShouldBeRefusedAsync(OfficeVisitor visitor, string password)
    {
        using var refused = await visitor.SignInAsync(_email, password);
        refused.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<OfficeVisitor> OperatorAsync()
    {
        var visitor = new OfficeVisitor(service.Http.BaseAddress!);
        using var answer = await visitor.ChoosePasswordAsync(await service.InviteAsync(_email));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return visitor;
    }
}
