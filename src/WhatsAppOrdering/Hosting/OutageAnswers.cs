using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary>A call or a page that meets an outage of the database is told so, and costs no stack in the log.</summary>
internal static class OutageAnswers
{
    public static void UseOutageAnswers(this WebApplication app)
    {
        var outage = app.Services.GetRequiredService<Outage>();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception error) when (!context.Response.HasStarted && outage.Tell("pages", error))
            {
                context.Response.Clear();
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                {
                    await ApiSetup.AnswerAsync(context, error);
                }
            }
        });
    }
}
