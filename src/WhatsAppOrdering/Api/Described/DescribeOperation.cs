using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace WhatsAppOrdering.Api.Described;

/// <summary>Words, examples, scope, headers and every answer by status, from the route's entry in its slice's <c>openapi.json</c>.</summary>
internal sealed class DescribeOperation(ApiExamples examples) : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var route = RouteOf(context.Description);
        if (!examples.Operations.TryGetValue(route, out var about))
        {
            return;
        }

        var isWrite = context.Description.HttpMethod != "GET" && !about.Reads;
        var scope = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiScopeAttribute>().Last().Scope;
        (operation.Summary, operation.Description, operation.OperationId) = (about.Summary, about.Description, route);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DescribeDocument.Key, context.Document)] = [scope] }];
        DescribeParameters(operation, isWrite, scope == ApiScopes.Operator);
        if (operation.RequestBody is OpenApiRequestBody body)
        {
            var schema = context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyAttribute>().SingleOrDefault() is { } written
                ? await context.GetOrCreateSchemaAsync(written.Type, null, cancellationToken)
                : body.Content!.Values.First().Schema;
            body.Required = context.Description.ParameterDescriptions.All(parameter => parameter.BindingInfo?.EmptyBodyBehavior != EmptyBodyBehavior.Allow);
            body.Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = schema, Example = DescribedText.Kept(about.Request) } };
        }

        DescribeAnswers(operation, about, isWrite, context.Document!, CodesOf(about, isWrite, route.Contains('{', StringComparison.Ordinal)));
    }

    /// <summary>Such as <c>POST /orders/{id}/cancel</c>.</summary>
    public static string RouteOf(ApiDescription description) =>
        $"{description.HttpMethod} /{description.RelativePath![(ApiSetup.Root.Length - 1)..].Trim('/')}";

    private static IEnumerable<string> CodesOf(ApiOperation about, bool isWrite, bool namesAThing)
    {
        string[] always = [ApiCodes.InvalidRequest, ApiCodes.Unauthenticated, ApiCodes.Forbidden, ApiCodes.RateLimited, ApiCodes.SystemError, ApiCodes.LockTimeout];
        return always.Concat(isWrite ? [ApiCodes.IdempotencyConflict] : [])
            .Concat(namesAThing ? [ApiCodes.NotFound] : []).Concat(about.Codes).Distinct();
    }

    private void DescribeParameters(OpenApiOperation operation, bool isWrite, bool ofOperator)
    {
        operation.Parameters ??= [];
        if (isWrite)
        {
            Add(ApiRequest.KeyHeader, ParameterLocation.Header, JsonSchemaType.String, required: true);
            Add("maxRetries", ParameterLocation.Query, JsonSchemaType.Integer);
            Add("timeoutMs", ParameterLocation.Query, JsonSchemaType.Integer);
        }

        if (!ofOperator)
        {
            Add(ApiRequest.WholesalerHeader, ParameterLocation.Header, JsonSchemaType.String);
        }

        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            if (examples.Parameters.TryGetValue(parameter.Name!, out var about))
            {
                (parameter.Description, parameter.Example) = (about.Description, about.Example.DeepClone());
            }
        }

        void Add(string name, ParameterLocation place, JsonSchemaType type, bool required = false) =>
            operation.Parameters!.Add(new OpenApiParameter { Name = name, In = place, Required = required, Schema = new OpenApiSchema { Type = type } });
    }

    private void DescribeAnswers(OpenApiOperation operation, ApiOperation about, bool isWrite, OpenApiDocument document, IEnumerable<string> codes)
    {
        var responses = operation.Responses ??= [];
        foreach (var (status, answer) in responses.ToList())
        {
            var said = (OpenApiResponse)answer;
            var media = new Dictionary<string, OpenApiMediaType>();
            if (about.Answers[status] is { } example)
            {
                media[Json] = new() { Schema = said.Content?.Values.FirstOrDefault()?.Schema, Example = example.DeepClone() };
            }

            foreach (var (type, text) in about.Media)
            {
                media[type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = text!.DeepClone() };
            }

            (said.Description, said.Content) = (about.Summary, media);
            if (isWrite)
            {
                said.Headers = Header("Idempotency-Replayed", "true: this is the first answer to this key, again.", "true");
            }
        }

        foreach (var byStatus in codes.GroupBy(Problems.StatusOf).OrderBy(group => group.Key))
        {
            responses[byStatus.Key.ToString(CultureInfo.InvariantCulture)] = Refusal(byStatus.Key, byStatus, about, document);
        }

        if (operation.RequestBody is not null)
        {
            // Only the framework says these, before anything of ours is asked.
            responses["413"] = Refusal(413, [ApiCodes.InvalidRequest], about, document);
            responses["415"] = Refusal(415, [ApiCodes.InvalidRequest], about, document);
        }
    }

    private OpenApiResponse Refusal(int status, IEnumerable<string> codes, ApiOperation about, OpenApiDocument document)
    {
        var all = codes.ToList();
        return new OpenApiResponse
        {
            Description = string.Join(' ', all.Select(code => $"{code}: {Problems.TitleOf(code)}")),
            Headers = status is 429 or 503 ? Header("Retry-After", "Seconds to wait.", "1") : null,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problems.ContentType] = new()
                {
                    Schema = new OpenApiSchemaReference(DescribeDocument.Problem, document),
                    Examples = all.ToDictionary(code => code, IOpenApiExample (code) =>
                    {
                        var problem = examples.Problem(code, about.Facts[code]);
                        problem["status"] = status;
                        return new OpenApiExample { Summary = Problems.TitleOf(code), Value = problem };
                    }),
                },
            },
        };
    }

    private static Dictionary<string, IOpenApiHeader> Header(string name, string description, string example) => new()
    {
        [name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(example) },
    };
}
