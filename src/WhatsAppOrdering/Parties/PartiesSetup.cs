namespace WhatsAppOrdering.Parties;

public static class PartiesSetup
{
    public static IServiceCollection AddParties(this IServiceCollection services) => services.AddScoped<AddPerson>();
}
