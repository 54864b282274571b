using System.Text.Json;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>What the demonstration consists of, from <c>Demo/demo.json</c> beside the program.</summary>
/// <param name="Strangers">They have phones, and the service has never heard of them.</param>
public sealed record DemoFile(string PhoneNumberId, string DisplayPhoneNumber, DemoWholesaler Wholesaler, IReadOnlyList<DemoRetailer> Retailers, IReadOnlyList<DemoPerson> Strangers)
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Demo", file);

    public static DemoFile Read() =>
        JsonSerializer.Deserialize<DemoFile>(File.ReadAllText(PathOf("demo.json")), JsonSerializerOptions.Web)!;
}

public sealed record DemoWholesaler(Guid Id, string Name, string TimeZone, short CurrencyDigits, DemoPerson Approver);

public sealed record DemoPerson(string Name, string Phone);

public sealed record DemoRetailer(Guid Id, string Name, string Phone, decimal Limit, int TermsDays, string? Hold);
