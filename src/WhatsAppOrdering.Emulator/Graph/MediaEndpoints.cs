using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>One picture, voice note or document that somebody put into the emulator.</summary>
public sealed record Medium(string Id, string MimeType, byte[] Bytes);

/// <summary>
/// Media as Meta serves them: <c>GET /{version}/{media-id}</c> tells an address that lives five minutes at Meta, and that
/// address needs the bearer token too. <c>POST /{version}/{phone-number-id}/media</c> uploads.
/// </summary>
public static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/emulator/media", async (HttpRequest request, MediaShelf shelf, CancellationToken cancellationToken) =>
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, cancellationToken);
            return TypedResults.Ok(new { shelf.Put(request.ContentType ?? "application/octet-stream", bytes.ToArray()).Id });
        });
        // For the page, so without a token; nothing that a browser would run.
        routes.MapGet("/emulator/media/{id}", (string id, MediaShelf shelf) =>
            shelf.Find(id) is { MimeType: "image/jpeg" or "image/png" or "image/webp" or "image/gif" } picture ? Results.Bytes(picture.Bytes, picture.MimeType) : Results.NotFound());
        routes.MapPost("/{version}/{id}/media", UploadAsync).AddEndpointFilter(GraphEndpoints.RequireTokenAsync).DisableAntiforgery();
        routes.MapGet("/media/{id}", (string id, MediaShelf shelf) =>
            shelf.Find(id) is { } medium ? Results.Bytes(medium.Bytes, medium.MimeType) : Results.NotFound()).AddEndpointFilter(GraphEndpoints.RequireTokenAsync);
    }

    /// <summary>The node of a medium; null when there is none of this id.</summary>
    public static IResult? Node(string id, HttpRequest request, MediaShelf shelf) => shelf.Find(id) is not { } medium ? null : GraphJson.Answer(new
    {
        MessagingProduct = "whatsapp",
        Url = $"{request.Scheme}://{request.Host}/media/{medium.Id}",
        medium.MimeType,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(medium.Bytes)),
        FileSize = medium.Bytes.Length,
        medium.Id,
    });

    private static async Task<IResult> UploadAsync(string id, HttpRequest request, EmulatorOptions options, MediaShelf shelf, CancellationToken cancellationToken)
    {
        if (id != options.PhoneNumberId || !request.HasFormContentType)
        {
            return GraphError.NoSuchObject(id).ToResult();
        }

        var form = await request.ReadFormAsync(cancellationToken);
        if (form["messaging_product"] != "whatsapp" || form.Files["file"] is not { } file)
        {
            return GraphError.MissingParameter("messaging_product or file is missing.").ToResult();
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        return GraphJson.Answer(new { shelf.Put(file.ContentType, bytes.ToArray()).Id });
    }
}

/// <summary>All media, each in a file of its own where there is a folder for state.</summary>
public sealed class MediaShelf(EmulatorOptions options)
{
    private const long LowestId = 1_000_000_000_000_000;
    private readonly ConcurrentDictionary<string, Medium> media = new();

    public Medium? Find(string id) => media.GetValueOrDefault(id) ?? Read(id);

    public Medium Put(string mimeType, byte[] bytes)
    {
        var id = (LowestId + RandomNumberGenerator.GetInt32(int.MaxValue)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var medium = media[id] = new Medium(id, mimeType, bytes);
        if (FileOf(id) is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(medium));
        }

        return medium;
    }

    private Medium? Read(string id)
    {
        try
        {
            return FileOf(id) is { } file && File.Exists(file) && JsonSerializer.Deserialize<Medium>(File.ReadAllBytes(file)) is { } kept ? media[id] = kept : null;
        }
        catch (JsonException)
        {
            return null; // cut off while it was written: as Meta's, it can be had no more
        }
    }

    private string? FileOf(string id) =>
        options.StateFolder is { } folder && id.All(char.IsAsciiDigit) ? Path.Combine(folder, "media", id + ".json") : null;
}
