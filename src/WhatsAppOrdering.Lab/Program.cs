using WhatsAppOrdering.Hosting;

namespace WhatsAppOrdering.Lab;

/// <summary>Everything on one machine by one command: PostgreSQL, demo data, the service and phones to try it with.</summary>
public static class Program
{
    /// <summary>Without a verb it serves; the service's verbs work on the Lab's database.</summary>
    public static Task<int> Main(string[] args) =>
        Verb.RunAsync(args, [.. Hosting.Program.AllVerbs.Select(RunVerb.OnTheLab)], "dotnet run --project src/WhatsAppOrdering.Lab --", RunLab.RunAsync);
}
