using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Time;

/// <summary>What the page and tests see of the clock; <c>Problem</c> tells why the service could not be told.</summary>
public sealed record ClockView(DateTimeOffset Now, long OffsetSeconds, string? Problem);

/// <summary>How far to jump ahead.</summary>
public sealed record ClockJump(long AdvanceSeconds);

/// <summary>Moves the emulator's clock, and the service's with it when it offers an address for that.</summary>
public static class ClockEndpoints
{
    private const long YearInSeconds = 366L * 24 * 60 * 60;

    public static void MapClock(this IEndpointRouteBuilder routes) => routes.MapPost("/emulator/clock", AdvanceAsync);

    private static async Task<IResult> AdvanceAsync(
        ClockJump jump, EmulatorClock clock, EmulatorOptions options, HttpClient http, EventStream events, CancellationToken cancellationToken)
    {
        if (jump.AdvanceSeconds is <= 0 or > YearInSeconds)
        {
            return TypedResults.Problem("advanceSeconds must be from 1 to one year; time does not run backwards.", statusCode: 400);
        }

        var offset = clock.Advance(jump.AdvanceSeconds);
        var problem = await TellServiceAsync(http, options.ClockUrl, offset, cancellationToken);
        var view = new ClockView(clock.GetUtcNow(), offset, problem);
        events.Publish("clock", view);
        return TypedResults.Ok(view);
    }

    private static async Task<string?> TellServiceAsync(HttpClient http, string? url, long offset, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(url))
        {
            return null;
        }

        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri(url), new { offsetSeconds = offset }, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"The service did not move its clock: it answered {(int)answer.StatusCode}.";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "The service did not move its clock: it could not be reached.";
        }
    }
}
