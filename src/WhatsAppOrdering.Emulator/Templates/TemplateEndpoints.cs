using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary><c>/{version}/{waba-id}/message_templates</c>: created, listed page by page; <c>/{version}/{template-id}</c>: edited.</summary>
public static class TemplateEndpoints
{
    private const int OrdinaryPage = 25;

    public static void MapTemplates(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{version}/{id}/message_templates", CreateAsync).AddEndpointFilter(GraphEndpoints.RequireTokenAsync);
        routes.MapPost("/{version}/{id}", EditAsync).AddEndpointFilter(GraphEndpoints.RequireTokenAsync);
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

        return templates.Create(request) is { } template
            ? GraphJson.Answer(new { template.Id, template.Status, template.Category })
            : GraphError.TemplateExists.ToResult();
    }

    // Name and language of a template are fixed, and so is the category of an approved one.
    private static async Task<IResult> EditAsync(string id, HttpRequest http, TemplateStore templates, CancellationToken cancellationToken)
    {
        if (templates.FindById(id) is not { } template)
        {
            return GraphError.NoSuchObject(id).ToResult();
        }

        var changes = await GraphJson.ReadAsync<TemplateRequest>(http, cancellationToken);
        if (changes is null || (changes.Category is { } category && template.Status == "APPROVED" && category != template.Category))
        {
            return GraphError.InvalidParameter("The category of an approved template cannot be changed.").ToResult();
        }

        var edited = template with { Components = changes.Components ?? template.Components, MessageSendTtlSeconds = changes.MessageSendTtlSeconds ?? template.MessageSendTtlSeconds };
        if (TemplateRules.Check(new(edited.Name, edited.Language, edited.Category, edited.ParameterFormat, edited.Components)) is { } error)
        {
            return error.ToResult();
        }

        templates.Replace(edited with { Status = templates.Review });
        return GraphJson.Answer(new { Success = true });
    }

    private static IResult List(string id, string? name, int? limit, string? after, EmulatorOptions options, TemplateStore templates)
    {
        if (id != options.BusinessAccountId)
        {
            return GraphError.NoSuchObject(id).ToResult();
        }

        _ = int.TryParse(after, out var start);
        var all = templates.All.Where(template => name is null || template.Name.Contains(name, StringComparison.Ordinal)).ToList();
        var page = all.Skip(start).Take(limit ?? OrdinaryPage).ToList();
        var end = start + page.Count;
        return GraphJson.Answer(new
        {
            Data = page,
            Paging = new { Cursors = new { Before = $"{start}", After = $"{end}" }, Next = end < all.Count ? $"?after={end}" : null },
        });
    }
}
