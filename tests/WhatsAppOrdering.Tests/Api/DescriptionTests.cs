using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Api.Described;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>/openapi/v1.json against the routes. That it tells the truth about answers, <see cref="Integrator"/> checks at every call of every test.</summary>
public sealed class DescriptionTests(ServiceUnderTest service, PostgresCluster cluster) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Every_route_is_described_and_every_description_has_its_route()
    {
        var routes = Actions().Select(action => $"{action.Method} {action.Path}").Order(StringComparer.Ordinal).ToList();
        routes.ShouldNotBeEmpty();
        (await service.DescribedAsync()).Operations.Select(operation => operation.Route).Order(StringComparer.Ordinal).ShouldBe(routes);
        service.Services.GetRequiredService<ApiExamples>().Operations.Keys.Order(StringComparer.Ordinal).ShouldBe(routes);
    }

    [Fact]
    public async Task Whoever_asks_may_read_it_and_it_is_valid()
    {
        var text = await service.Http.GetStringAsync(new Uri(DescribedSetup.Path, UriKind.Relative), TestContext.Current.CancellationToken);
        var read = OpenApiDocument.Parse(text, "json");
        read.Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        text.ShouldNotContain(ServiceUnderTest.AppSecret);
    }

    [Theory]
    [InlineData("Production", 404)]
    [InlineData("Development", 200)]
    public async Task People_read_it_as_a_page_in_Development_that_loads_nothing_from_elsewhere(string environment, int status)
    {
        await using var own = new ServiceUnderTest(cluster);
        await own.StartAsync(environment);
        using var answer = await own.GetAsync("/scalar");
        ((int)answer.StatusCode).ShouldBe(status);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.Contains("openapi/v1.json", StringComparison.Ordinal).ShouldBe(status == 200);
        page.ShouldNotContain("https://");
        answer.Headers.Contains("Content-Security-Policy").ShouldBe(status == 404);
    }

    [Fact]
    public async Task Every_operation_has_words_a_scope_and_an_example_for_every_parameter_body_and_answer()
    {
        var lacking = new List<string>();
        foreach (var operation in (await service.DescribedAsync()).Operations)
        {
            var json = operation.Json;
            Need(json.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 0, "summary");
            Need(json.GetProperty("security")[0].GetProperty("ApiKey").GetArrayLength() == 1, "scope");
            foreach (var parameter in json.GetProperty("parameters").EnumerateArray())
            {
                Need(parameter.TryGetProperty("example", out _) && parameter.TryGetProperty("description", out _), $"parameter {parameter.GetProperty("name")}");
            }

            Need(!json.TryGetProperty("requestBody", out var body) || HasExamples(body), "request body");
            foreach (var answer in json.GetProperty("responses").EnumerateObject())
            {
                Need(HasExamples(answer.Value), $"answer {answer.Name}");
            }

            void Need(bool holds, string what) => lacking.AddRange(holds ? [] : [$"{operation.Route}: {what}"]);
        }

        lacking.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_example_is_as_its_schema_says()
    {
        var described = await service.DescribedAsync();
        var wrong = new List<string>();
        foreach (var operation in described.Operations)
        {
            var bodies = operation.Json.GetProperty("responses").EnumerateObject().Select(answer => (answer.Name, Content: answer.Value.GetProperty("content")));
            if (operation.Json.TryGetProperty("requestBody", out var body))
            {
                bodies = bodies.Append(("request", body.GetProperty("content")));
            }

            foreach (var (name, content) in bodies)
            {
                foreach (var media in content.EnumerateObject().Select(media => media.Value))
                {
                    var examples = media.TryGetProperty("examples", out var several)
                        ? several.EnumerateObject().Select(one => one.Value.GetProperty("value")) : [media.GetProperty("example")];
                    wrong.AddRange(examples.Select(example => described.Misfit(example, media.GetProperty("schema"), "")).OfType<string>().Select(misfit => $"{operation.Route} {name}: {misfit}"));
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_example_of_a_request_is_one_that_its_route_reads()
    {
        var described = await service.DescribedAsync();
        foreach (var action in Actions().Where(action => action.Body is not null))
        {
            var body = described.Operations.Single(operation => operation.Route == $"{action.Method} {action.Path}").Json.GetProperty("requestBody");
            var example = body.GetProperty("content").GetProperty("application/json").GetProperty("example");
            if (action.Body != typeof(JsonElement))
            {
                example.Deserialize(action.Body!, ApiJson.Options).ShouldNotBeNull(action.Path);
            }
            else if (action.Path == "/products")
            {
                CatalogFile.Read(example).ShouldBeOfType<CatalogReading.Accepted>();
            }
            else
            {
                CatalogFile.ReadProduct(example).Errors.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public async Task A_body_is_required_but_where_it_may_be_left_out()
    {
        var optional = (await service.DescribedAsync()).Operations
            .Where(operation => operation.Json.TryGetProperty("requestBody", out var body) && !(body.TryGetProperty("required", out var required) && required.GetBoolean()));
        optional.Select(operation => operation.Route).ShouldBe(["POST /retailers/{id}/suspend", "POST /retailers/{id}/reinstate", "DELETE /credit-lines/{id}/hold"]);
    }

    [Fact]
    public async Task The_example_of_an_order_that_was_put_before_the_wholesaler_awaits_approval_and_holds_nothing()
    {
        var answers = (await service.DescribedAsync()).Operations.Single(operation => operation.Route == "POST /orders").Json.GetProperty("responses");
        var (placed, asked) = (Example(answers, "201"), Example(answers, "202"));
        (placed.GetProperty("order").GetProperty("status").GetString(), asked.GetProperty("order").GetProperty("status").GetString()).ShouldBe(("Placed", "AwaitingApproval"));
        asked.GetProperty("credit").GetProperty("held").GetProperty("amount").GetDecimal().ShouldBe(0);

        static JsonElement Example(JsonElement answers, string status) => answers.GetProperty(status).GetProperty("content").GetProperty("application/json").GetProperty("example");
    }

    [Fact]
    public async Task Every_code_of_the_product_stands_in_some_answer_of_some_operation()
    {
        var described = (await service.DescribedAsync()).Operations.SelectMany(operation => operation.Json.GetProperty("responses").EnumerateObject())
            .SelectMany(answer => answer.Value.GetProperty("content").EnumerateObject()).Where(media => media.Value.TryGetProperty("examples", out _))
            .SelectMany(media => media.Value.GetProperty("examples").EnumerateObject().Select(example => example.Name)).Distinct();
        described.Order(StringComparer.Ordinal).ShouldBe(Problems.All.Select(row => row.Code).Order(StringComparer.Ordinal));
    }

    private static bool HasExamples(JsonElement body) => body.GetProperty("content").EnumerateObject().Any() && body.GetProperty("content").EnumerateObject()
        .All(media => media.Value.TryGetProperty("example", out _) || (media.Value.TryGetProperty("examples", out var several) && several.EnumerateObject().Any()));

    private IEnumerable<(string Method, string Path, Type? Body)> Actions() =>
        from endpoint in service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()
        where action is not null && endpoint.RoutePattern.RawText!.StartsWith("api/v1", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (
            method, System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!["api/v1".Length..], ":[^}]+", ""),
            action.Parameters.FirstOrDefault(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body)?.ParameterType);
}
