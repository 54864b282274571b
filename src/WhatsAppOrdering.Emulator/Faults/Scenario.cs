using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>
/// A play: each step waits, then calls one address below <c>/emulator/</c>, so that a file can ask for whatever HTTP can.
/// <c>[{"afterMs":500,"method":"POST","path":"faults","body":{"code":130429,"count":3}}]</c>
/// </summary>
public sealed record ScenarioStep(int AfterMs, string Method, string Path, JsonNode? Body);

/// <summary>Plays scenarios, one after the other, from the file in the options at the start and from <c>POST /emulator/scenario</c>.</summary>
public static partial class Scenario
{
    public static void MapScenario(this WebApplication app)
    {
        app.MapPost("/emulator/scenario", async (IReadOnlyList<ScenarioStep> steps, HttpRequest request, HttpClient http, CancellationToken cancellationToken) =>
        {
            var problem = await PlayAsync(steps, new Uri($"{request.Scheme}://{request.Host}/emulator/"), http, cancellationToken);
            return problem is null ? Results.NoContent() : Results.Problem(problem, statusCode: 400);
        });
    }

    /// <summary>Plays the file once the emulator listens.</summary>
    /// <exception cref="JsonException">The file is no scenario.</exception>
    public static void PlayAtStart(this WebApplication app, string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return;
        }

        var steps = JsonSerializer.Deserialize<IReadOnlyList<ScenarioStep>>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        var http = app.Services.GetRequiredService<HttpClient>();
        app.Lifetime.ApplicationStarted.Register(() => _ = PlayAndTellAsync(app, steps, http));
    }

    private static async Task PlayAndTellAsync(WebApplication app, IReadOnlyList<ScenarioStep> steps, HttpClient http)
    {
        if (await PlayAsync(steps, new Uri($"{app.Urls.First()}/emulator/"), http, app.Lifetime.ApplicationStopping) is { } problem)
        {
            LogStopped(app.Logger, problem);
        }
    }

    private static async Task<string?> PlayAsync(IReadOnlyList<ScenarioStep> steps, Uri root, HttpClient http, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            await Task.Delay(step.AfterMs, cancellationToken);
            using var request = new HttpRequestMessage(new HttpMethod(step.Method), new Uri(root, step.Path));
            request.Content = step.Body is null ? null : JsonContent.Create(step.Body);
            using var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return $"{step.Method} {step.Path} answered {(int)answer.StatusCode}.";
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The scenario stopped: {Problem}")]
    private static partial void LogStopped(ILogger logger, string problem);
}
