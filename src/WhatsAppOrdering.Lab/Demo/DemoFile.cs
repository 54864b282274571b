using System.Text.Json;
using WhatsAppOrdering.Hosting.Import;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Whose phones the demonstration shows, from <c>Demo/demo.json</c> beside the program: those of the business, and strangers.</summary>
/// <param name="Strangers">They have phones, and the service has never heard of them.</param>
public sealed record DemoFile(IReadOnlyList<BusinessPerson> Strangers)
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Demo", file);

    public static BusinessFile ReadBusiness() => BusinessFile.Read(File.ReadAllText(PathOf("demo.json")));

    public static DemoFile Read() => JsonSerializer.Deserialize<DemoFile>(File.ReadAllText(PathOf("demo.json")), JsonSerializerOptions.Web)!;
}
