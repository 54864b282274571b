using System.Globalization;
using System.Text;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting;

/// <summary>Answers for whoever watches the process; open to all, since they tell nothing but what runs, and for how long work has waited.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("up")).AllowAnonymous();
        app.MapGet("/health/intake", IntakeAsync).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    /// <summary>Whether this node can take webhooks, calls and pages: for a balancer, which must not turn Meta away because replies are held.</summary>
    private static Task<IResult> IntakeAsync(Pools pools, CancellationToken ct) => AskAsync(
        pools, "select 1",
        (_, _) => Task.FromResult(Results.Text("takes in")), ct);

    /// <summary>Whether the service as a whole does its work: database there, and Meta lets us send.</summary>
    private static Task<IResult> ReadyAsync(Pools pools, CancellationToken ct) => AskAsync(
        pools,
        """
        select coalesce(extract(epoch from clock_now() - (select min(received_at) from inbox_message where state = 'Waiting'))::bigint, 0),
            coalesce(extract(epoch from clock_now() - (select min(created_at) from outbox where state = 'Waiting'))::bigint, 0);
        select lower(scope), code from send_pause where until > clock_now() order by scope, key
        """,
        TellAsync, ct);

    private static async Task<IResult> TellAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"oldest waiting message: {reader.GetInt64(0)} s\noldest waiting reply: {reader.GetInt64(1)} s");
        await reader.NextResultAsync(ct);
        var isReady = true;
        while (await reader.ReadAsync(ct))
        {
            var code = reader.GetInt32(1);
            text.Append(CultureInfo.InvariantCulture, $"\nsending is held: {reader.GetString(0)}, Meta's code {code}, {ErrorPolicy.MeaningOf(code)}");
            isReady &= !ErrorPolicy.StopsEverything(code);
        }

        return isReady
            ? Results.Text($"ready\n{text}")
            : Results.Text($"not ready: nothing can be sent\n{text}", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> AskAsync(Pools pools, string question, Func<NpgsqlDataReader, CancellationToken, Task<IResult>> tell, CancellationToken ct)
    {
        try
        {
            await using var command = pools[Pool.Pages].CreateCommand(question);
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await tell(reader, ct);
        }
        catch (NpgsqlException)
        {
            return Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
