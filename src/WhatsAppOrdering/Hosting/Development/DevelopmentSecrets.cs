using System.Security.Cryptography;
using System.Text.Json;

namespace WhatsAppOrdering.Hosting.Development;

/// <summary>Secrets of this machine's demonstration, made once and kept in the data folder, so that old buttons stay good.</summary>
public sealed record DevelopmentSecrets(
    string AppSecret, string AccessToken, string VerifyToken, string SigningKey, string OwnerPassword, string ServicePassword)
{
    public static DevelopmentSecrets ReadOrMake(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "development-secrets.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<DevelopmentSecrets>(File.ReadAllText(path))!;
        }

        static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var made = new DevelopmentSecrets(
            Random(), Random(), Random(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Random(), Random());
        File.WriteAllText(path, JsonSerializer.Serialize(made));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return made;
    }
}
