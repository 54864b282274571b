using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.Hosting;

/// <summary>Settings without which there is no start: the message has a line for each thing that is wrong, and one for all that are missing.</summary>
/// <param name="problems">In words as of <see cref="Missing"/> and <see cref="ProblemsOf"/>.</param>
/// <param name="wayOut">A last line: what can be done without any.</param>
public sealed class WrongSettingsException(IReadOnlyList<string> problems, string? wayOut = null) : Exception(Tell(problems, wayOut))
{
    private const string NotSet = " is not set";

    /// <summary>In the words that the options' own checks use.</summary>
    public static string Missing(string name) => name + NotSet;

    /// <summary>What the checks of the options say, without the framework's words around it.</summary>
    public static IEnumerable<string> ProblemsOf(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures.Select(Plain);
        }
        catch (AggregateException several) when (several.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures).Select(Plain);
        }
    }

    private static string Plain(string failure) =>
        (failure.Split(" with the error: '", 2) is [_, var said] ? said : failure).TrimEnd('.', '\'');

    private static string Tell(IReadOnlyList<string> problems, string? wayOut)
    {
        var wrong = problems.Distinct().ToLookup(problem => problem.EndsWith(NotSet, StringComparison.Ordinal));
        var missing = wrong[true].Select(problem => problem[..^NotSet.Length]).ToList();
        List<string> lines = [.. wrong[false].Select(problem => problem + ".")];
        if (missing is [var first, ..])
        {
            lines.Add($"{(missing.Count == 1 ? "The setting" : "The settings")} {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing. "
                + $"Set them in appsettings.Production.json or as environment variables such as {first.Replace(":", "__", StringComparison.Ordinal)}.");
        }

        return string.Join(Environment.NewLine, wayOut is null ? lines : [.. lines, wayOut]);
    }
}

/// <summary>Makes of a value that cannot be read, such as a word where a number must be, a wrong setting like any other.</summary>
internal sealed class ReadOptions<T>(
    IEnumerable<IConfigureOptions<T>> setups, IEnumerable<IPostConfigureOptions<T>> posts, IEnumerable<IValidateOptions<T>> checks) : IOptionsFactory<T>
    where T : class
{
    private readonly OptionsFactory<T> _inner = new(setups, posts, checks);

    public T Create(string name)
    {
        try
        {
            return _inner.Create(name);
        }
        catch (InvalidOperationException unreadable) when (unreadable.InnerException is not null)
        {
            throw new OptionsValidationException(name, typeof(T), [unreadable.Message]);
        }
    }
}
