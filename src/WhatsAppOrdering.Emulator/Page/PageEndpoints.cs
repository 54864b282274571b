namespace WhatsAppOrdering.Emulator.Page;

/// <summary>The page with the phones: files that travel inside the assembly.</summary>
public static class PageEndpoints
{
    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "index.html", "text/html; charset=utf-8");
        Map(routes, "/page.css", "page.css", "text/css; charset=utf-8");
        Map(routes, "/faults.js", "faults.js", "text/javascript; charset=utf-8");
        Map(routes, "/page.js", "page.js", "text/javascript; charset=utf-8");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string name, string type) =>
        routes.MapGet(path, (HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-cache";
            response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'";
            return TypedResults.Stream(typeof(PageEndpoints).Assembly.GetManifestResourceStream(name)!, type);
        });
}
