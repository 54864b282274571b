using System.Globalization;
using System.Linq.Expressions;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using HandlebarsDotNet.Features;

namespace WhatsAppOrdering.Replies;

/// <summary>What the helpers know besides the facts: the clock's place and the language's words for an order's states.</summary>
internal sealed record WordingData(TimeZoneInfo Zone, DateTimeOffset Now, CultureInfo Culture, IReadOnlyDictionary<string, string> States, bool SaysZone);

/// <summary>A compiled piece of words.</summary>
internal delegate string Words(Dictionary<string, object?> facts, WordingData data);

/// <summary>Handlebars as our templates may use it: <c>money</c>, <c>time</c>, <c>quantity</c>, <c>plural</c>, <c>state</c>, <c>#eq</c> and the built-in blocks.</summary>
internal sealed class Wording
{
    // Shared: any other environment sets itself up anew for each text.
    private readonly IHandlebars handlebars = Handlebars.CreateSharedEnvironment(
        new HandlebarsConfiguration { NoEscape = true, FormatProvider = CultureInfo.InvariantCulture, CompileTimeConfiguration = { Features = { new Interpreting() } } });

    // A template's parameters are the same few in every language.
    private readonly Dictionary<string, Words> compiled = new(StringComparer.Ordinal);

    public Wording()
    {
        Register("money", (value, _) => value is IReadOnlyDictionary<string, object?> money
            && money.TryGetValue("currency", out var currency) && money.TryGetValue("amount", out var amount)
            ? Formats.Money(Number(amount, "money"), (string)currency!)
            : throw Missing("money", value));
        Register("quantity", (value, _) => Formats.Quantity(Number(value, "quantity")));
        Register("time", (value, data) => Formats.Time(Moment(value), data.Now, data.Zone, data.Culture) + (data.SaysZone ? $" ({Formats.Zone(Moment(value), data.Zone)})" : ""));
        Register("date", (value, data) => Formats.Date(Moment(value), data.Zone, data.Culture));
        Register("state", (value, data) => value is string state
            ? data.States.GetValueOrDefault(state, state.ToLowerInvariant())
            : throw Missing("state", value));
        handlebars.RegisterHelper("plural", (in HelperOptions options, in Context _, in Arguments arguments) =>
            (object)Plural(Number(arguments[0], "plural"), Plain(arguments[1]), options.Data.Value<WordingData>("wording")!));
        handlebars.RegisterHelper("eq", (output, options, context, arguments) =>
        {
            var same = string.Equals(Plain(arguments[0]), Plain(arguments[1]), StringComparison.Ordinal);
            (same ? (Action)(() => options.Template(output, context)) : () => options.Inverse(output, context))();
        });
    }

    /// <summary>The helpers and blocks that a template may call.</summary>
    public static IReadOnlySet<string> Known { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "money", "time", "date", "quantity", "plural", "state", "eq", "if", "unless", "each", "with", "else" };

    /// <exception cref="HandlebarsException">The source is not well-formed.</exception>
    public Words Compile(string source)
    {
        if (!compiled.TryGetValue(source, out var words))
        {
            var template = handlebars.Compile(source);
            compiled[source] = words = (facts, data) => template(facts, new Dictionary<string, object> { ["wording"] = data });
        }

        return words;
    }

    /// <summary>
    /// Compiling each of some hundred texts to machine code took seconds at every start; they are short, and interpreting them takes none.
    /// The library puts its own compiler in place before each text, so ours is put in its place after that.
    /// </summary>
    private sealed class Interpreting : IFeatureFactory, IFeature, IExpressionCompiler
    {
        public IFeature CreateFeature() => this;

        public void OnCompiling(ICompiledHandlebarsConfiguration configuration) => configuration.ExpressionCompiler = this;

        public void CompilationCompleted()
        {
        }

        public T Compile<T>(Expression<T> expression)
            where T : class, Delegate =>
            expression.Compile(preferInterpretation: true);
    }

    /// <summary>English has a rule; other languages have the words of their file, and call what is not in it as the catalog does.</summary>
    private static string Plural(decimal quantity, string units, WordingData data) =>
        data.Culture.Name.Length == 0
            ? Formats.Units(quantity, units)
            : string.Join(", ", units.Split(", ").Select(unit => data.States.TryGetValue($"unit {unit}", out var forms) ? FormOf(forms.Split(", "), quantity, data.Culture) : unit));

    /// <summary>One form, or the one and the many, which Arabic has from 3 to 10 only.</summary>
    private static string FormOf(string[] forms, decimal quantity, CultureInfo culture) =>
        forms is [_, var many] && (culture.TwoLetterISOLanguageName == "ar" ? quantity is >= 3 and <= 10 : quantity != 1) ? many : forms[0];

    private void Register(string name, Func<object?, WordingData, string> write) =>
        handlebars.RegisterHelper(name, (in HelperOptions options, in Context _, in Arguments arguments) =>
            (object)write(arguments.Length == 0 ? null : arguments[0], options.Data.Value<WordingData>("wording")!));

    private static decimal Number(object? value, string helper) => value switch
    {
        decimal number => number,
        int number => number,
        string text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Missing(helper, value),
    };

    private static DateTimeOffset Moment(object? value) =>
        value is string text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw Missing("time", value);

    private static string Plain(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static ReplyFactsException Missing(string helper, object? value) =>
        new(value is UndefinedBindingResult undefined
            ? $"'{undefined.Value}' is needed for {{{{{helper}}}}} and is not in the facts."
            : $"A value for {{{{{helper}}}}} is missing or of the wrong kind.");
}
