using System.Text.Json;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>The business account's templates at Meta.</summary>
/// <exception cref="MetaRefusedException">From each method, when Meta answers with an error.</exception>
/// <exception cref="HttpRequestException">From each method, when Meta cannot be reached.</exception>
public sealed class TemplateLibrary(ICloudApi api, IOptionsMonitor<WhatsAppOptions> options)
{
    private const int PageSize = 100;

    /// <summary>All of them, page by page.</summary>
    public async Task<IReadOnlyList<TemplateAtMeta>> ListAsync(CancellationToken ct)
    {
        var found = new List<TemplateAtMeta>();
        string? after = null;
        do
        {
            var page = await AnswerAsync(api.ListTemplatesAsync(Version, Account, PageSize, after, ct), ct);
            found.AddRange(page.Objects("data").Select(TemplateAtMeta.Read));
            var paging = page.Member("paging");
            after = paging?.Member("next") is null ? null : paging?.Member("cursors")?.Text("after");
        }
        while (after is not null);

        return found;
    }

    /// <summary>Gives Meta a new one to review.</summary>
    /// <returns>Its id, status and category.</returns>
    public async Task<TemplateAtMeta> CreateAsync(JsonElement template, CancellationToken ct) =>
        TemplateAtMeta.Read(await AnswerAsync(api.CreateTemplateAsync(Version, Account, template, ct), ct));

    /// <summary>Gives Meta the changed components to review.</summary>
    public async Task EditAsync(string id, JsonElement changes, CancellationToken ct) =>
        await AnswerAsync(api.EditTemplateAsync(Version, id, changes, ct), ct);

    private string Version => options.CurrentValue.GraphVersion;

    private string Account => options.CurrentValue.BusinessAccountId is { Length: > 0 } id ? id : throw new InvalidOperationException("WhatsApp:BusinessAccountId is not set");

    private static Task<JsonElement> AnswerAsync(Task<HttpResponseMessage> call, CancellationToken ct) => MetaAnswer.ReadAsync(call, ct);
}

/// <summary>One template as Meta lists it; its words stay as they came.</summary>
public sealed record TemplateAtMeta(
    string? Id, string Name, string Language, string? Status, string? Category, string? Quality, string? RejectedReason, JsonElement Json)
{
    internal static TemplateAtMeta Read(JsonElement template) => new(
        template.Text("id"), template.Text("name") ?? "", template.Text("language") ?? "", template.Text("status"), template.Text("category"),
        template.Member("quality_score")?.Text("score"), template.Text("rejected_reason") is { } reason and not "NONE" ? reason : null, template.Clone());
}
