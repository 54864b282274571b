using System.Security.Cryptography;
using System.Text.Json;
using WhatsAppOrdering.Hosting;

namespace WhatsAppOrdering.Lab;

/// <summary>Secrets of this machine's demonstration, made once and kept in the data folder, so that old buttons stay good.</summary>
public sealed record LabSecrets(
    string AppSecret, string AccessToken, string VerifyToken, string SigningKey, string OwnerPassword, string ServicePassword)
{
    private static readonly JsonSerializerOptions _strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static LabSecrets ReadOrMake(string folder)
    {
        var path = Path.Combine(folder, "development-secrets.json");
        try
        {
            Directory.CreateDirectory(folder);
            return File.Exists(path)
                ? JsonSerializer.Deserialize<LabSecrets>(File.ReadAllText(path), _strict) ?? throw new JsonException("It is empty.")
                : Make(path);
        }
        catch (JsonException damaged)
        {
            throw new StartFailedException(
                $"{path} is damaged. Delete that file: new secrets are made, data and chats stay, and only buttons shown before stop working. Or delete {folder} for a fresh start.", damaged);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new StartFailedException(
                $"{path} cannot be used: {error.Message} Perhaps another user made it: delete {folder} for a fresh start, or start as that user.", error);
        }
    }

    private static LabSecrets Make(string path)
    {
        static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var made = new LabSecrets(
            Random(), Random(), Random(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Random(), Random());
        // Whole or not at all: a start that is killed here must not leave half of it to the next.
        var draft = path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(made));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(draft, path, overwrite: true);
        return made;
    }
}
