using WhatsAppOrdering.Api.Described;

namespace WhatsAppOrdering.Hosting;

/// <summary>What every answer tells a browser, and pages instead of bare refusals.</summary>
internal static class PageHeaders
{
    private const string Dashboard = "/hangfire";

    /// <summary>In no frame, as the type it says, without telling others where one came from; our pages load nothing but our own.</summary>
    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // A one-time link is an address: it must not travel on.
        headers["Referrer-Policy"] = "no-referrer";
        // The pages of packages are not ours, and need what this forbids.
        if (!IsUnder(context, Dashboard) && !(app.Environment.IsDevelopment() && IsUnder(context, DescribedSetup.Page)))
        {
            headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
        }

        return next(context);
    });

    private static bool IsUnder(HttpContext context, string page) => context.Request.Path.StartsWithSegments(page, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whoever reads with a browser sees a page that says what a refusal means; programs get the bare status.</summary>
    public static void UsePlainRefusals(this WebApplication app) => app.UseWhen(
        context => !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal),
        pages => pages.UseStatusCodePagesWithReExecute("/refused/{0}"));
}
