using System.Security.Cryptography;
using System.Text;

namespace WhatsAppOrdering.Hosting.Postgres;

/// <summary>
/// The stored form of a password (RFC 5803), so that the password itself never appears in a statement, which the
/// server may log. It holds no quote.
/// </summary>
public static class ScramVerifier
{
    private const int Iterations = 4096;

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var prepared = Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC));
        var salted = Rfc2898DeriveBytes.Pbkdf2(prepared, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
