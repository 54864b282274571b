using System.Text.Json;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// <c>templates lint|plan|apply|status</c>: our approved templates as code. <c>lint</c> needs no settings, the others the
/// section WhatsApp with <c>BusinessAccountId</c>. Lines for people; the exit code is 1 when somebody must act.
/// </summary>
public sealed class TemplatesVerb(string directory, TemplateLibrary library, TextWriter output)
{
    /// <summary>Each rule that a file breaks.</summary>
    public static int Lint(string directory, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            var wrong = TemplateFile.Lint(directory);
            wrong.ToList().ForEach(output.WriteLine);
            output.WriteLine(wrong.Count == 0 ? "All words and templates are well formed." : $"{wrong.Count} of the files cannot be used.");
            return wrong.Count == 0 ? 0 : 1;
        }
        catch (TemplateFileException missing)
        {
            output.WriteLine(missing.Message);
            return 1;
        }
    }

    /// <summary>What <c>apply</c> would do.</summary>
    public async Task<int> PlanAsync(CancellationToken ct)
    {
        var steps = await CompareAsync(ct);
        foreach (var step in steps)
        {
            await TellAsync(step);
        }

        return steps.Any(step => step.DriftedToMarketing) ? 1 : 0;
    }

    /// <summary>Creates what is missing and edits what differs; the rest is left alone.</summary>
    public async Task<int> ApplyAsync(CancellationToken ct)
    {
        var failed = false;
        foreach (var step in await CompareAsync(ct))
        {
            await TellAsync(step);
            failed |= step.DriftedToMarketing;
            try
            {
                failed |= await DoAsync(step, ct);
            }
            catch (MetaRefusedException refused)
            {
                await output.WriteLineAsync($"        refused: {refused.Message}");
                failed = true;
            }
        }

        return failed ? 1 : 0;
    }

    /// <summary>How each of ours stands at Meta.</summary>
    public async Task<int> StatusAsync(CancellationToken ct)
    {
        var steps = await CompareAsync(ct);
        foreach (var step in steps)
        {
            var theirs = step.Theirs;
            await output.WriteLineAsync(theirs is null
                ? $"MISSING  {step.Name}"
                : $"{theirs.Status,-8} {step.Name}  {theirs.Category}  quality {theirs.Quality ?? "unknown"}{(theirs.RejectedReason is { } reason ? $"  {reason}" : "")}{Drift(step)}");
        }

        return steps.All(step => step.Usable) ? 0 : 1;
    }

    private async Task<IReadOnlyList<TemplateStep>> CompareAsync(CancellationToken ct)
    {
        var ours = TemplateFile.ReadAll(directory);
        var theirs = await library.ListAsync(ct);
        foreach (var other in TemplatePlan.OnlyAtMeta(ours, theirs))
        {
            await output.WriteLineAsync($"other    {other}  only at Meta, left alone");
        }

        return TemplatePlan.Compare(ours, theirs);
    }

    /// <returns>True when Meta has made something else of it than we asked for.</returns>
    private async Task<bool> DoAsync(TemplateStep step, CancellationToken ct)
    {
        switch (step.Action)
        {
            case TemplateAction.Create:
                var created = await library.CreateAsync(step.Ours.Json, ct);
                await output.WriteLineAsync($"        {created.Status}, {created.Category}");
                return created.Category is { } category && category != step.Ours.Category;
            case TemplateAction.Edit:
                await library.EditAsync(step.Theirs!.Id!, Changes(step.Ours.Json), ct);
                return false;
            default:
                return false;
        }
    }

    // Name, language and category of an approved template are fixed.
    private static JsonElement Changes(JsonElement template) =>
        JsonSerializer.SerializeToElement(template.EnumerateObject().Where(p => p.Name is "components" or "message_send_ttl_seconds").ToDictionary(p => p.Name, p => p.Value));

    private Task TellAsync(TemplateStep step) => output.WriteLineAsync(
        $"{step.Action.ToString().ToLowerInvariant(),-8} {step.Name}{(step.Changed.Count > 0 ? $"  {string.Join(", ", step.Changed)}" : "")}{Drift(step)}");

    private static string Drift(TemplateStep step) =>
        step.DriftedToMarketing ? "  DRIFTED: Meta made it marketing, so it is held back from people who stopped marketing. Word it anew." : "";
}
