using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>
/// Where a server lives and as whom it runs. PostgreSQL refuses to run as root: then an unprivileged account owns
/// the place, and a place below a private home moves to the shared temporary directory.
/// </summary>
internal sealed record PostgresPlace(string Root, string? Account)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static async Task<PostgresPlace> OpenAsync(string dataRoot, CancellationToken cancel)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataRoot));
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(root);
            return new PostgresPlace(root, null);
        }

        return await OpenIfEnterableAsync(root, cancel) ?? await OpenSharedAsync(root, cancel);
    }

    public string Combine(string name) => Path.Combine(Root, name);

    /// <summary>Runs a command in the place, as the account that owns it.</summary>
    public Task<ChildResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancel) =>
        ChildProcess.RunAsync(Account, Root, program, arguments, cancel);

    /// <summary>Hands a file that we made to the account that owns the place.</summary>
    public async Task GiveAsync(string path, CancellationToken cancel)
    {
        if (Account is not null)
        {
            await MustAsync("chown", ["-h", Account, path], cancel);
        }
    }

    private static async Task<PostgresPlace?> OpenIfEnterableAsync(string root, CancellationToken cancel)
    {
        Directory.CreateDirectory(root);
        var owner = await OwnerAsync(root, cancel);
        var place = new PostgresPlace(root, owner == "root" ? await UnprivilegedAccountAsync(cancel) : owner);
        var parent = Path.GetDirectoryName(root) ?? root;
        var entered = await ChildProcess.RunAsync(place.Account, "/", "/bin/sh", ["-c", "cd \"$1\"", "sh", parent], cancel);
        if (!entered.Succeeded)
        {
            return null;
        }

        await place.GiveAsync(root, cancel);
        return place;
    }

    [UnsupportedOSPlatform("windows")]
    private static async Task<PostgresPlace> OpenSharedAsync(string root, CancellationToken cancel)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
        var shared = Path.Combine(Path.GetTempPath(), $"whatsapp-ordering-{hash}");
        Directory.CreateDirectory(shared, OwnerOnly);
        var account = await UnprivilegedAccountAsync(cancel);
        var owner = await OwnerAsync(shared, cancel);
        if (owner != "root" && owner != account)
        {
            // Whoever made it could have put programs there for us to run.
            throw new PostgresUnavailableException($"{shared} belongs to '{owner}'. Remove it, or set another data root than {root}.");
        }

        return await OpenIfEnterableAsync(shared, cancel)
            ?? throw new PostgresUnavailableException($"'{account}' can enter neither {root} nor {shared}. Set another data root.");
    }

    private static async Task<string> UnprivilegedAccountAsync(CancellationToken cancel) =>
        (await ChildProcess.RunAsync(null, "/", "id", ["-u", "postgres"], cancel)).Succeeded ? "postgres" : "nobody";

    private static async Task<string> OwnerAsync(string path, CancellationToken cancel)
    {
        var listing = await MustAsync("ls", ["-ld", path], cancel);
        return listing.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
    }

    private static async Task<string> MustAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var result = await ChildProcess.RunAsync(null, "/", program, arguments, cancel);
        return result.Succeeded ? result.Output : throw new PostgresUnavailableException(result.Text);
    }
}
