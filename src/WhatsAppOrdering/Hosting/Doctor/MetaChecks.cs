using System.Text.Json;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>What Meta says of token, app, numbers and templates; each call's failure is a finding of its own.</summary>
internal sealed class MetaChecks(ICloudApi api, TemplateLibrary library, IOptions<WhatsAppOptions> options, TimeProvider time)
{
    private static readonly string[] Permissions = ["whatsapp_business_messaging", "whatsapp_business_management"];
    private static readonly TimeSpan TokenSoon = TimeSpan.FromDays(14);
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Finding>> RunAsync(string templates, CancellationToken ct)
    {
        var settings = options.Value;
        var found = new List<Finding> { GraphVersions.Check(settings.GraphVersion, time.GetUtcNow()) };
        if (string.IsNullOrWhiteSpace(settings.BusinessAccountId))
        {
            found.Add(Finding.Bad("business account", "WhatsApp:BusinessAccountId is not set", "set it to the id under WhatsApp > API Setup"));
            return found;
        }

        string? app = null;
        await TryAsync(found, "token", "make a system user's token with both WhatsApp permissions and set WhatsApp:AccessToken", async () =>
        {
            var token = (await MetaAnswer.ReadAsync(api.DebugTokenAsync(settings.GraphVersion, settings.AccessToken, ct), ct)).GetProperty("data");
            app = Text(token, "app_id");
            found.AddRange(Token(token));
        });
        await TryAsync(found, "app subscribed", $"POST /{settings.BusinessAccountId}/subscribed_apps with the token", async () =>
            found.Add(Subscribed(await MetaAnswer.ReadAsync(api.ListSubscribedAppsAsync(settings.GraphVersion, settings.BusinessAccountId, ct), ct), app)));
        await TryAsync(found, "numbers", "add a number under WhatsApp > API Setup", async () =>
            found.AddRange(Numbers(await MetaAnswer.ReadAsync(
                api.ListPhoneNumbersAsync(settings.GraphVersion, settings.BusinessAccountId, "id,display_phone_number,quality_rating,messaging_limit_tier,throughput", ct), ct))));
        await TryAsync(found, "templates", "run: templates plan, then templates apply", async () =>
            found.AddRange(TemplatePlan.Compare(TemplateFile.ReadAll(templates), await library.ListAsync(ct)).Select(Template)));
        await TryAsync(found, "clock", "let an NTP client set the machine's clock", async () =>
        {
            using var answer = await api.ReadAsync(settings.GraphVersion, settings.BusinessAccountId, "id", ct);
            found.Add(Clock(answer.Headers.Date));
        });
        return found;
    }

    private IEnumerable<Finding> Token(JsonElement token)
    {
        var scopes = token.TryGetProperty("scopes", out var list) ? list.EnumerateArray().Select(scope => scope.GetString()).ToList() : [];
        var missing = Permissions.Except(scopes).ToList();
        var expires = token.TryGetProperty("expires_at", out var at) && at.TryGetInt64(out var unix) && unix > 0 ? DateTimeOffset.FromUnixTimeSeconds(unix) : (DateTimeOffset?)null;
        const string Mend = "make a new system user's token without expiry";
        yield return !token.TryGetProperty("is_valid", out var valid) || !valid.GetBoolean() ? Finding.Bad("token", "is not valid", Mend)
            : expires is { } end && end < time.GetUtcNow() + TokenSoon ? Finding.Warn("token", $"ends on {end:yyyy-MM-dd}", Mend)
            : Finding.Good("token", expires is null ? "valid, never ends" : $"valid until {expires:yyyy-MM-dd}");
        yield return missing.Count == 0
            ? Finding.Good("permissions", string.Join(", ", Permissions))
            : Finding.Bad("permissions", $"missing: {string.Join(", ", missing)}", "give the system user these permissions and make a new token");
    }

    private static Finding Subscribed(JsonElement answer, string? app)
    {
        var apps = answer.GetProperty("data").EnumerateArray()
            .Select(one => one.TryGetProperty("whatsapp_business_api_data", out var data) ? Text(data, "id") : null).ToList();
        return app is null ? apps.Count > 0 ? Finding.Good("app subscribed", $"{apps.Count} apps") : None()
            : apps.Contains(app) ? Finding.Good("app subscribed", $"app {app} is sent the account's webhooks") : None();

        static Finding None() => Finding.Bad("app subscribed", "this app is sent no webhooks of the account", "POST /{business account}/subscribed_apps with the token");
    }

    private static IEnumerable<Finding> Numbers(JsonElement answer)
    {
        var numbers = answer.GetProperty("data").EnumerateArray().ToList();
        if (numbers.Count == 0)
        {
            yield return Finding.Bad("numbers", "the account has none", "add a number under WhatsApp > API Setup");
        }

        foreach (var number in numbers)
        {
            var (id, quality, tier) = (Text(number, "id"), Text(number, "quality_rating"), Text(number, "messaging_limit_tier") ?? "unknown");
            var told = $"quality {quality ?? "UNKNOWN"}, limit {tier}";
            yield return quality switch
            {
                "RED" => Finding.Bad($"number {id}", told, "people block or report it: send less, and only what they asked for"),
                "YELLOW" => Finding.Warn($"number {id}", told, "people begin to block or report it: send less, and only what they asked for"),
                _ => Finding.Good($"number {id}", told),
            };
        }
    }

    private static Finding Template(TemplateStep step) => step switch
    {
        { Theirs: null } => Finding.Bad($"template {step.Name}", "does not exist at Meta", "run: templates apply"),
        { DriftedToMarketing: true } => Finding.Bad($"template {step.Name}", "Meta made it marketing", "word it anew as utility and run: templates apply"),
        { Usable: false } => Finding.Bad($"template {step.Name}", $"is {step.Theirs.Status}", "see WhatsApp Manager > Message templates"),
        { Action: not TemplateAction.Keep } => Finding.Warn($"template {step.Name}", $"differs: {string.Join(", ", step.Changed)}", "run: templates apply"),
        _ => Finding.Good($"template {step.Name}", "approved"),
    };

    private Finding Clock(DateTimeOffset? theirs) =>
        theirs is not { } date ? Finding.Warn("clock", "Meta told no time", "compare the machine's clock by hand")
        : (date - time.GetUtcNow()).Duration() is var skew && skew > MostSkew
            ? Finding.Bad("clock", $"{skew.TotalSeconds:0} s off Meta's", "let an NTP client set the machine's clock")
            : Finding.Good("clock", "within 30 s of Meta's");

    private static async Task TryAsync(List<Finding> found, string what, string mend, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception error) when (error is MetaRefusedException or HttpRequestException or IOException or TaskCanceledException or TemplateFileException or KeyNotFoundException or InvalidOperationException)
        {
            found.Add(Finding.Bad(what, error.Message, mend));
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;
}
