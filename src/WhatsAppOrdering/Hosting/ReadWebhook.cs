using System.Text.Json;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting;

/// <summary>Shows what the service would read from webhook bodies in files. Needs neither settings nor database.</summary>
public static class ReadWebhook
{
    /// <summary>One line of JSON per item to <paramref name="output"/>, one line per trouble to <paramref name="trouble"/>.</summary>
    /// <returns>1 when a file is no JSON or cannot be read, or when none is given; else 0.</returns>
    public static async Task<int> ExecuteAsync(IReadOnlyList<string> files, Stream output, TextWriter trouble, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(trouble);
        if (files.Count == 0)
        {
            await trouble.WriteLineAsync("usage: read-webhook FILE…");
            return 1;
        }

        var code = 0;
        foreach (var file in files)
        {
            try
            {
                var body = await File.ReadAllBytesAsync(file, ct);
                foreach (var item in WebhookReader.Read(body))
                {
                    await output.WriteAsync((byte[])[.. WebhookLine.Of(file, item).ToJson(), (byte)'\n'], ct);
                }

                code = IsJson(body) ? code : 1;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await trouble.WriteLineAsync(error.Message);
                code = 1;
            }
        }

        await output.FlushAsync(ct);
        return code;
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(LenientJson.WithoutBom(body), LenientJson.Options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
