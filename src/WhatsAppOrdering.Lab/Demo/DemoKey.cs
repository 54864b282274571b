using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>A key of the demonstration's wholesaler with every scope that he may have, and one of his shops, for a first call over HTTP.</summary>
public sealed record DemoKey(string Text, Guid Wholesaler, Guid Retailer)
{
    /// <summary>The one of an earlier start if it still lives: it lies in the data folder beside the other secrets of this machine.</summary>
    public static async Task<DemoKey> ReadOrMakeAsync(string folder, ApiKeys keys, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var business = DemoFile.ReadBusiness();
        var path = Path.Combine(folder, "api-key");
        var text = File.Exists(path) ? (await File.ReadAllTextAsync(path, ct)).Trim() : "";
        if (await keys.FindAsync(text, ct) is null)
        {
            text = await keys.CreateAsync(new WholesalerId(business.Wholesaler.Id), "lab", [.. ApiScopes.All.Where(scope => scope != ApiScopes.Operator)], ct);
            await File.WriteAllTextAsync(path, text, ct);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        return new DemoKey(text, business.Wholesaler.Id, business.Retailers[0].Id);
    }
}
