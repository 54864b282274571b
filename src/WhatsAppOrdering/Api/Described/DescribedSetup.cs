using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace WhatsAppOrdering.Api.Described;

/// <summary>The description of the interface at <c>/openapi/v1.json</c>, open to all: it holds no secret and no tenant's data.</summary>
public static class DescribedSetup
{
    public const string Path = "/openapi/v1.json";

    /// <summary>The same for people, in Development.</summary>
    public const string Page = "/scalar";

    private const string Name = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddSingleton<ApiExamples>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => $"/{description.RelativePath}".StartsWith(ApiSetup.Root + "/", StringComparison.Ordinal);
            options.AddSchemaTransformer<DescribeSchema>();
            options.AddOperationTransformer<DescribeOperation>();
            options.AddDocumentTransformer<DescribeDocument>();
        });
        services.AddSingleton<DescribedText>();
        return services;
    }

    public static void MapApiDescription(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet(Path, async (DescribedText text) => Results.Text(await text.ReadAsync(), "application/json")).AllowAnonymous().ExcludeFromDescription();
        if (app.Environment.IsDevelopment())
        {
            app.MapScalarApiReference(Page, options => options.WithOpenApiRoutePattern(Path).WithTitle("WhatsApp ordering")).AllowAnonymous();
        }
    }
}

/// <summary>The document, made once: whoever asks for it often costs no more than a static file.</summary>
internal sealed class DescribedText([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private const string Empty = "an object without members";

    private readonly Lazy<Task<string>> _text = new(async () =>
        (await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)).Replace($"\"{Empty}\"", "{}", StringComparison.Ordinal));

    /// <summary>An example that is written even when it is <c>{}</c>: the writer leaves out what is empty.</summary>
    public static JsonNode? Kept(JsonNode? example) => example is JsonObject { Count: 0 } ? JsonValue.Create(Empty) : example?.DeepClone();

    public Task<string> ReadAsync() => _text.Value;
}
