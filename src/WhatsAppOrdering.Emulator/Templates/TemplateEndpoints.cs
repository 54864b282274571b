using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary><c>/{version}/{waba-id}/message_templates</c>: created approved, listed, replaced when posted again.</summary>
public static class TemplateEndpoints
{
    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{version}/{id}/message_templates", CreateAsync).AddEndpointFilter(GraphEndpoints.RequireTokenAsync);
        routes.MapGet("/{version}/{id}/message_templates", List).AddEndpointFilter(GraphEndpoints.RequireTokenAsync);
    }

    private static async Task<IResult> CreateAsync(
        string id, HttpRequest http, EmulatorOptions options, TemplateStore templates, CancellationToken cancellationToken)
    {
        if (id != options.BusinessAccountId)
        {
            return GraphError.NoSuchObject(id).ToResult();
        }

        var request = await GraphJson.ReadAsync<TemplateRequest>(http, cancellationToken);
        if (request is null)
        {
            return GraphError.InvalidParameter("The body is not valid JSON for this endpoint.").ToResult();
        }

        if (TemplateRules.Check(request) is { } error)
        {
            return error.ToResult();
        }

        var template = templates.Put(request);
        return GraphJson.Answer(new { template.Id, template.Status, template.Category });
    }

    private static IResult List(string id, string? name, EmulatorOptions options, TemplateStore templates) =>
        id == options.BusinessAccountId
            ? GraphJson.Answer(new { Data = templates.All.Where(template => name is null || template.Name.Contains(name, StringComparison.Ordinal)) })
            : GraphError.NoSuchObject(id).ToResult();
}
