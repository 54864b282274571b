using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WhatsAppOrdering.Api.Described;

/// <summary>What all operations share: who we are, how to show a key, what a problem looks like.</summary>
internal sealed class DescribeDocument : IOpenApiDocumentTransformer
{
    public const string Problem = "Problem";
    public const string Key = "ApiKey";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "WhatsApp ordering on credit",
            Version = "v1",
            Description = "Orders, credit lines and the parties of both. Every write carries an Idempotency-Key; every error is a problem (RFC 9457) with a stable code.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "wao_ID_SECRET",
                Description = "A key made by the verb api-key add. The scope that each operation names must be one of the key's.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457 problem details. Some codes carry figures as further members: see the examples.",
            Required = new HashSet<string> { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A URN that ends in the code."),
                ["title"] = Text("The code in a sentence; it may change."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = Text("What was wrong this time, for people who read logs; it may change."),
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String, Description = "Stable: decide by this.",
                    Enum = [.. Problems.All.OrderBy(row => row.Status).ThenBy(row => row.Code, StringComparer.Ordinal).Select(row => JsonValue.Create(row.Code))],
                },
            },
            AdditionalProperties = new OpenApiSchema(),
        };
    }
}
