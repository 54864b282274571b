using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary>Two answers for whoever watches the process; open to all, since they tell nothing but that it is up, and for how long work has waited.</summary>
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
            await using var command = pools[Pool.Pages].CreateCommand("""
                select format(E'ready\noldest waiting message: %s s\noldest waiting reply: %s s%s',
                    coalesce(extract(epoch from clock_now() - (select min(received_at) from inbox_message where state = 'Waiting'))::bigint, 0),
                    coalesce(extract(epoch from clock_now() - (select min(created_at) from outbox where state = 'Waiting'))::bigint, 0),
                    (select string_agg(format(E'\nsending is held: %s, Meta''s code %s', lower(scope), code), '' order by scope, key) from send_pause where until > clock_now()))
                """);
            return Results.Text((string?)await command.ExecuteScalarAsync(ct));
        }
        catch (Npgsql.NpgsqlException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
