namespace WhatsAppOrdering.Hosting;

/// <summary>One thing that a program does and then ends, chosen by its first argument.</summary>
/// <param name="Says">What it does, in one line.</param>
/// <param name="DoAsync">Takes the arguments after the verb and returns the exit code.</param>
public sealed record Verb(string Name, string Says, Func<string[], Task<int>> DoAsync)
{
    /// <summary>Does what the first argument names; without one, or with settings only, <paramref name="serve"/>.</summary>
    /// <param name="command">How the program is called, for its help.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, IReadOnlyList<Verb> verbs, string command, Func<string[], Task<int>> serve)
    {
        ArgumentNullException.ThrowIfNull(serve);
        switch (args)
        {
            case ["help" or "-h" or "-?" or "--help", ..]:
                await System.Console.Out.WriteLineAsync(Help(verbs, command));
                return 0;
            case [] or [['-', ..], ..]:
                return await serve(args);
            case [var name, .. var rest] when verbs.FirstOrDefault(verb => verb.Name == name) is { } verb:
                return await verb.DoAsync(rest);
            default:
                await System.Console.Error.WriteLineAsync($"'{args[0]}' is no verb of this program.{Environment.NewLine}{Help(verbs, command)}");
                return 1;
        }
    }

    /// <summary>The arguments that are settings, <c>--Section:Name=value</c>; whatever else begins with dashes is the verb's own.</summary>
    internal static string[] SettingsOf(string[] args) =>
        [.. args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains(':', StringComparison.Ordinal))];

    /// <summary>Says why nothing was done.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> FailAsync(string message)
    {
        await System.Console.Error.WriteLineAsync(message);
        return 1;
    }

    private static string Help(IReadOnlyList<Verb> verbs, string command) => string.Join(
        Environment.NewLine,
        verbs.Select(verb => $"  {verb.Name,-15} {verb.Says}").Prepend($"{command} [VERB] [--Setting:Name=value]; without a verb it serves."));
}
