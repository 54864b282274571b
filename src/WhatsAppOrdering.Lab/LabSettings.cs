using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Lab.Postgres;

namespace WhatsAppOrdering.Lab;

/// <summary>Where the Lab keeps its data and listens, and what service and emulator are told about each other.</summary>
/// <param name="Folder">PostgreSQL's data, the secrets and the phones' chats (<c>Lab:DataFolder</c>).</param>
/// <param name="ServiceUrl">Where the service is to listen (<c>--urls</c>).</param>
/// <param name="PhonesUrl">Where the emulator is to listen (<c>Lab:PhonesUrl</c>).</param>
/// <param name="LogLevel">From which level on both log (<c>Lab:LogLevel</c>).</param>
internal sealed record LabSettings(string Folder, string ServiceUrl, string PhonesUrl, string LogLevel, LabSecrets Secrets)
{
    public const string ClockPath = "/lab/clock";

    private const string BusinessAccount = "200000000000001";

    private DemoFile Demo { get; } = DemoFile.Read();

    private BusinessFile Business { get; } = DemoFile.ReadBusiness();

    /// <summary>From the environment (<c>Lab__DataFolder</c>) and the command line (<c>--Lab:DataFolder</c>).</summary>
    public static LabSettings Read(string[] args)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var folder = given["Lab:DataFolder"] ?? DefaultFolder();
        return new LabSettings(
            folder,
            (given["urls"] ?? "http://127.0.0.1:5080").Split(';')[0],
            given["Lab:PhonesUrl"] ?? "http://127.0.0.1:5081",
            given["Lab:LogLevel"] ?? "Warning",
            LabSecrets.ReadOrMake(folder));
    }

    public Dictionary<string, string?> ForService(OrderingConnectionStrings connections) => new()
    {
        [Services.OrderingConnection] = connections.Ordering,
        [Services.OwnerConnection] = connections.Owner,
        ["WhatsApp:AppSecret"] = Secrets.AppSecret,
        ["WhatsApp:AccessToken"] = Secrets.AccessToken,
        ["WhatsApp:VerifyToken"] = Secrets.VerifyToken,
        ["WhatsApp:GraphBaseUrl"] = PhonesUrl,
        ["WhatsApp:WebhookUrl"] = WebhookUrl,
        ["WhatsApp:BusinessAccountId"] = BusinessAccount,
        ["Buttons:SigningKey"] = Secrets.SigningKey,
    };

    public string[] ForEmulator()
    {
        List<(string Name, string Value)> settings =
        [
            ("Emulator:Urls", PhonesUrl),
            ("Emulator:WebhookUrl", WebhookUrl),
            ("Emulator:ClockUrl", ServiceUrl + ClockPath),
            ("Emulator:AppSecret", Secrets.AppSecret),
            ("Emulator:AccessToken", Secrets.AccessToken),
            ("Emulator:PhoneNumberId", Business.PhoneNumberId),
            ("Emulator:DisplayPhoneNumber", Business.DisplayPhoneNumber),
            ("Emulator:BusinessAccountId", BusinessAccount),
            ("Emulator:StateFolder", Path.Combine(Folder, "emulator")),
            ("Emulator:BusinessName", Business.Wholesaler.Name),
            ("Emulator:TimeZone", Business.Wholesaler.TimeZone),
            ("Logging:LogLevel:Default", LogLevel),
        ];
        var people = Business.Retailers.Select(shop => (shop.Name, shop.Phone, Role: "retailer"))
            .Concat(Demo.Strangers.Select(person => (person.Name, person.Phone, "stranger")))
            .Append((Business.Wholesaler.Approver.Name, Business.Wholesaler.Approver.Phone, "wholesaler"));
        foreach (var (index, (name, phone, role)) in people.Index())
        {
            settings.AddRange([($"Emulator:Phones:{index}:Name", name), ($"Emulator:Phones:{index}:Phone", phone), ($"Emulator:Phones:{index}:Role", role)]);
        }

        return [.. settings.Select(setting => $"--{setting.Name}={setting.Value}")];
    }

    private string WebhookUrl => ServiceUrl + "/webhooks/whatsapp";

    /// <summary>Beside the solution in a checkout.</summary>
    private static string DefaultFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhatsAppOrdering.sln")))
            {
                return Path.Combine(folder.FullName, ".data");
            }
        }

        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "whatsapp-ordering");
    }
}
