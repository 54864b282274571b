using System.Net.NetworkInformation;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Hosting.Development;

/// <summary>What the service and the emulator are told about each other in a development start.</summary>
/// <param name="PhonesUrl">Where the emulator is to listen; null takes port 5081, or any if that is taken.</param>
internal sealed record DevelopmentSettings(DemoFile Demo, DevelopmentSecrets Secrets, string ServiceUrl, string? PhonesUrl)
{
    private const int PhonesPort = 5081;
    private const string BusinessAccount = "200000000000001";

    public Dictionary<string, string?> ForService(OrderingConnectionStrings connections, Uri emulator) => new()
    {
        [Services.OrderingConnection] = connections.Ordering,
        ["WhatsApp:AppSecret"] = Secrets.AppSecret,
        ["WhatsApp:AccessToken"] = Secrets.AccessToken,
        ["WhatsApp:VerifyToken"] = Secrets.VerifyToken,
        ["WhatsApp:GraphBaseUrl"] = emulator.ToString(),
        ["WhatsApp:BusinessAccountId"] = BusinessAccount,
        ["Buttons:SigningKey"] = Secrets.SigningKey,
    };

    public Dictionary<string, string> ForEmulator()
    {
        var settings = new Dictionary<string, string>
        {
            ["Emulator__Urls"] = PhonesUrl ?? $"http://127.0.0.1:{(IsFree(PhonesPort) ? PhonesPort : 0)}",
            ["Emulator__WebhookUrl"] = $"{ServiceUrl}/webhooks/whatsapp",
            ["Emulator__ClockUrl"] = $"{ServiceUrl}/development/clock",
            ["Emulator__AppSecret"] = Secrets.AppSecret,
            ["Emulator__AccessToken"] = Secrets.AccessToken,
            ["Emulator__PhoneNumberId"] = Demo.PhoneNumberId,
            ["Emulator__DisplayPhoneNumber"] = Demo.DisplayPhoneNumber,
            ["Emulator__BusinessAccountId"] = BusinessAccount,
            ["Emulator__BusinessName"] = Demo.Wholesaler.Name,
            ["Emulator__ExitWithParent"] = "true",
        };
        var people = Demo.Retailers.Select(shop => (shop.Name, shop.Phone, Role: "retailer"))
            .Append((Demo.Wholesaler.Approver.Name, Demo.Wholesaler.Approver.Phone, "wholesaler"));
        foreach (var (index, (name, phone, role)) in people.Index())
        {
            settings[$"Emulator__Phones__{index}__Name"] = name;
            settings[$"Emulator__Phones__{index}__Phone"] = phone;
            settings[$"Emulator__Phones__{index}__Role"] = role;
        }

        return settings;
    }

    private static bool IsFree(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().All(taken => taken.Port != port);
}
