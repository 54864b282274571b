using Microsoft.AspNetCore.Http.HttpResults;

namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>A fault for the next <c>Count</c> sends (1 when absent).</summary>
public sealed record FaultRequest(
    int? Code, int? HttpStatus, int? DelayMs, bool? DropResponse, int? Count, bool? StatusFirst = null, int? FailCode = null)
{
    private const int MostFaults = 1000;
    private const int LongestDelayMs = 120_000;

    public const string Limits = "count must be 1 to 1000, delayMs 0 to 120000, httpStatus 400 to 599.";

    public bool IsSane => (Count ?? 1) is >= 1 and <= MostFaults && DelayMs is not (< 0 or > LongestDelayMs) && HttpStatus is not (< 400 or > 599);

    public Fault ToFault() => new(Code, HttpStatus, DelayMs, DropResponse ?? false, StatusFirst ?? false, FailCode);
}

/// <summary>So many of a hundred sends meet one of these faults, by a seed.</summary>
public sealed record ChanceRequest(int Seed, int Percent, IReadOnlyList<FaultRequest> Faults)
{
    public bool IsSane => Percent is >= 0 and <= 100 && Faults.All(fault => fault.IsSane);
}

/// <summary>Asks for faults on sends and on webhooks, or takes them back.</summary>
public static class FaultEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/emulator/faults", Plan);
        routes.MapPut("/emulator/faults/chance", Chance);
        routes.MapPut("/emulator/faults/webhooks", Disturb);
        routes.MapDelete("/emulator/faults", Clear);
    }

    private static IResult Plan(FaultRequest request, FaultPlan plan)
    {
        if (!request.IsSane)
        {
            return TypedResults.Problem(FaultRequest.Limits, statusCode: 400);
        }

        plan.Add(request.ToFault(), request.Count ?? 1);
        return TypedResults.Ok(new { Planned = plan.Count });
    }

    private static IResult Chance(ChanceRequest request, FaultPlan plan)
    {
        if (!request.IsSane)
        {
            return TypedResults.Problem($"percent must be 0 to 100; {FaultRequest.Limits}", statusCode: 400);
        }

        plan.Chance(request.Seed, request.Percent, [.. request.Faults.Select(fault => fault.ToFault())]);
        return TypedResults.NoContent();
    }

    private static IResult Disturb(WebhookFault request, WebhookFaults faults)
    {
        if (!request.IsSane)
        {
            return TypedResults.Problem("copies, batch, delayMs, resends or resendEveryMs is out of its range.", statusCode: 400);
        }

        faults.Current = request;
        return TypedResults.NoContent();
    }

    private static NoContent Clear(FaultPlan plan, WebhookFaults faults)
    {
        plan.Clear();
        faults.Current = new WebhookFault();
        return TypedResults.NoContent();
    }
}
