using WhatsAppOrdering.Hosting;

namespace WhatsAppOrdering.Lab;

/// <summary>The service's verbs with the Lab's settings; its database is started for as long as the verb takes, unless the Lab is running.</summary>
internal static class RunVerb
{
    private static readonly string[] _withoutSettings = ["read-webhook", "interpret"];

    public static Verb OnTheLab(Verb verb) =>
        _withoutSettings.Contains(verb.Name) ? verb : verb with { DoAsync = args => RunAsync(verb, args) };

    private static async Task<int> RunAsync(Verb verb, string[] args)
    {
        var code = 1;
        var start = await Start.RunAsync(async start =>
        {
            var lab = LabSettings.Read(args);
            await using var database = await LabDatabase.OpenAsync(lab, start.Interrupted);
            // Verbs read the environment as the last word but one, and take arguments of their own.
            foreach (var (name, value) in lab.ForService(database.Connections))
            {
                Environment.SetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal), value);
            }

            code = await verb.DoAsync(args);
        });
        return start == 0 ? code : start;
    }
}
