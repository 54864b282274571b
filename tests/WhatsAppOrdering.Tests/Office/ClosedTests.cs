using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>What is not marked is not there; what needs a role asks for it; the logins are the service's alone.</summary>
public sealed class ClosedTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task What_is_not_marked_is_not_there_for_strangers_and_operators_alike()
    {
        using var operators = await service.SignInAsOperatorAsync();
        foreach (var path in new[] { "/Jobs", "/console", "/Logins/SignIn", "/refused/403", "/_Layout", "/sign-in/more" })
        {
            foreach (var http in new[] { service.Http, operators })
            {
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            }
        }
    }

    [Fact]
    public async Task A_route_that_somebody_forgot_to_mark_is_not_there_either()
    {
        await using var forgetful = new ServiceUnderTest(cluster) { Add = services => services.AddControllers().AddApplicationPart(typeof(ForgottenController).Assembly) };
        await forgetful.InitializeAsync();
        using var operators = await forgetful.SignInAsOperatorAsync();
        foreach (var http in new[] { forgetful.Http, operators })
        {
            using var answer = await http.GetAsync(new Uri("/forgotten", UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task What_a_page_names_is_there()
    {
        var page = await service.Http.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        var files = Regex.Matches(page, "href=\"/([^\"]+\\.[a-z]+)\"").Select(match => match.Groups[1].Value).ToArray();
        files.Length.ShouldBe(3);
        files.ShouldAllBe(file => File.Exists(Path.Combine(Repository.Service, "wwwroot", file)));
    }

    [Fact]
    public async Task A_browser_is_told_that_there_is_nothing_and_a_program_gets_the_bare_status()
    {
        using var visitor = new OfficeVisitor(service.Http.BaseAddress!);
        using var shown = await visitor.GetAsync("/nothing");
        using var bare = await service.GetAsync("/nothing");

        (shown.StatusCode, bare.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await shown.Content.ReadAsStringAsync()).ShouldContain("There is nothing here");
        (await bare.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sign_in_opens_no_route_of_the_interface_and_a_key_no_page()
    {
        using var operators = await service.SignInAsOperatorAsync();
        using var noKey = await operators.GetAsync(new Uri("/api/v1/wholesalers", UriKind.Relative));
        noKey.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await noKey.Content.ReadAsStringAsync()).ShouldContain(ApiCodes.Unauthenticated);

        using var visitor = new OfficeVisitor(service.Http.BaseAddress!);
        visitor.Http.DefaultRequestHeaders.Authorization = new("Bearer", await KeyAsync());
        using var noCookie = await visitor.GetAsync("/office/work");
        noCookie.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/office/work")]
    public async Task Pages_say_what_a_browser_may_do_with_them(string path)
    {
        using var operators = await service.SignInAsOperatorAsync();
        using var page = await operators.GetAsync(new Uri(path, UriKind.Relative));

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'self'; frame-ancestors 'none'");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [Fact]
    public async Task The_dashboard_s_address_has_no_policy_that_would_break_it()
    {
        using var operators = await service.SignInAsOperatorAsync();
        using var answer = await operators.GetAsync(new Uri("/hangfire", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.Contains("Content-Security-Policy").ShouldBeFalse();
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
    }

    [Fact]
    public async Task The_reader_may_read_nothing_of_logins_and_the_service_deletes_nothing()
    {
        var rights = await service.Database.AskAsync<string>($"""
            select distinct concat_ws(' ', role.name, t.relname, r.right) as "Value"
            from unnest(array['ordering_reader', 'ordering_service']) as role (name)
            cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as r ("right")
            join pg_class t on t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and (t.relname like 'login%' or t.relname = 'data_protection_key')
            where has_table_privilege(role.name, t.oid, r.right)
            """);
        rights.Where(right => right.StartsWith("ordering_reader")).ShouldBeEmpty();
        rights.Order(StringComparer.Ordinal).ShouldBe([
            "ordering_service data_protection_key INSERT", "ordering_service data_protection_key SELECT",
            "ordering_service login INSERT", "ordering_service login SELECT", "ordering_service login UPDATE",
            "ordering_service login_claim INSERT", "ordering_service login_claim SELECT",
            "ordering_service login_in_role INSERT", "ordering_service login_in_role SELECT",
            "ordering_service login_role SELECT", "ordering_service login_role_claim SELECT",
        ]);

        await using var owner = await service.Database.ConnectAsync();
        await using var read = new NpgsqlCommand("set role ordering_reader; select password_hash from login", owner);
        (await Should.ThrowAsync<PostgresException>(read.ExecuteScalarAsync())).SqlState.ShouldBe("42501");
    }

    private async Task<string> KeyAsync() =>
        await ((ApiKeys)service.Services.GetService(typeof(ApiKeys))!).CreateAsync(null, "test", ApiScopes.All, CancellationToken.None);
}

/// <summary>A route without a mark of who may see it.</summary>
[Route("/forgotten")]
public sealed class ForgottenController : ControllerBase
{
    [HttpGet]
    public string Get() => "secret";
}
