namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>A fault for the next <c>Count</c> sends (1 when absent).</summary>
public sealed record FaultRequest(int? Code, int? HttpStatus, int? DelayMs, bool? DropResponse, int? Count);

/// <summary>Asks for faults on the next sends, or takes them back.</summary>
public static class FaultEndpoints
{
    private const int MostFaults = 1000;
    private const int LongestDelayMs = 120_000;

    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/emulator/faults", Plan);
        routes.MapDelete("/emulator/faults", (FaultPlan plan) =>
        {
            plan.Clear();
            return TypedResults.NoContent();
        });
    }

    private static IResult Plan(FaultRequest request, FaultPlan plan)
    {
        var count = request.Count ?? 1;
        if (count is < 1 or > MostFaults || request.DelayMs is < 0 or > LongestDelayMs || request.HttpStatus is < 400 or > 599)
        {
            return TypedResults.Problem(
                $"count must be 1 to {MostFaults}, delayMs 0 to {LongestDelayMs}, httpStatus 400 to 599.", statusCode: 400);
        }

        plan.Add(new Fault(request.Code, request.HttpStatus, request.DelayMs, request.DropResponse ?? false), count);
        return TypedResults.Ok(new { Planned = plan.Count });
    }
}
