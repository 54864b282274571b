using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary>Two answers for whoever watches the process; open to all, since they tell nothing but "up" and "ready".</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("up")).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(Pools pools, CancellationToken ct)
    {
        try
        {
            await using var command = pools[Pool.Pages].CreateCommand("select 1");
            await command.ExecuteScalarAsync(ct);
            return Results.Text("ready");
        }
        catch (Npgsql.NpgsqlException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
