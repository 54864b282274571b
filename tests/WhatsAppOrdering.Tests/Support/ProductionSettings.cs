using System.Security.Cryptography;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>All that Production requires, as environment variables.</summary>
public static class ProductionSettings
{
    public const string AppSecret = "the-secret-of-the-child-programs";

    /// <param name="ordering">The service's connection string.</param>
    /// <param name="graph">Scheme, host and port of the Cloud API.</param>
    public static Dictionary<string, string> With(string ordering, string graph) => new()
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ConnectionStrings__Ordering"] = ordering,
        ["WhatsApp__AppSecret"] = AppSecret,
        ["WhatsApp__VerifyToken"] = "verify",
        ["WhatsApp__AccessToken"] = "token",
        ["WhatsApp__GraphBaseUrl"] = graph,
        ["Buttons__SigningKey"] = Convert.ToBase64String(SHA256.HashData("a key"u8)),
    };
}
