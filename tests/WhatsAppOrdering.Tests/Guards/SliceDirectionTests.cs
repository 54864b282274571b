using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>Who may use whom: a table without a circle, held against every file of the service.</summary>
public sealed partial class SliceDirectionTests
{
    private static readonly string[] Wiring = ["Jobs", "Data", "Hosting"];

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Api"] = [],
        ["WhatsApp"] = [],
        ["Parties"] = [],
        ["Catalog"] = ["Parties", "Understanding"],
        ["Webhooks"] = ["WhatsApp", "Parties"],
        ["Credit"] = ["Parties"],
        ["Replies"] = ["Parties", "WhatsApp"],
        ["Ordering"] = ["Parties", "Catalog", "Credit", "Replies"],
        ["Conversations"] = ["Webhooks", "WhatsApp", "Parties", "Catalog", "Understanding", "Credit", "Replies", "Ordering"],
        ["Office"] = ["Webhooks", "WhatsApp", "Parties", "Catalog", "Understanding", "Credit", "Replies", "Ordering", "Conversations"],
    };

    /// <summary>The one small face of Jobs; what else it holds is the engine's.</summary>
    private static readonly string[] NamesOfTheEngine = ["Hangfire"];

    private static readonly string SliceNames = string.Join('|', MayUse.Keys.Concat(Wiring).Append("Understanding"));

    public static TheoryData<string> Files() => [.. Directory
        .EnumerateFiles(Repository.Service, "*.*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
        .Select(file => Path.GetRelativePath(Repository.Service, file))
        .Where(file => !file.StartsWith("obj", StringComparison.Ordinal) && !file.StartsWith("bin", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_uses_only_the_slices_it_may(string file) =>
        Offences(file, File.ReadAllText(Path.Combine(Repository.Service, file))).ShouldBeEmpty();

    [Fact]
    public void No_project_file_smuggles_a_using_in() =>
        File.ReadAllText(Path.Combine(Repository.Service, "WhatsAppOrdering.csproj")).ShouldNotContain("<Using ");

    [Fact]
    public void The_table_has_no_circle()
    {
        foreach (var slice in MayUse.Keys)
        {
            Reached(slice, []).ShouldNotContain(slice);
        }

        static HashSet<string> Reached(string from, HashSet<string> seen)
        {
            foreach (var next in MayUse.GetValueOrDefault(from, []).Where(seen.Add))
            {
                Reached(next, seen);
            }

            return seen;
        }
    }

    [Theory]
    [InlineData("Credit/X.cs", "using WhatsAppOrdering.Ordering;\nnamespace WhatsAppOrdering.Credit;", "uses Ordering")]
    [InlineData("Credit/X.cs", "using static WhatsAppOrdering.Ordering.Order;\nnamespace WhatsAppOrdering.Credit;", "uses Ordering")]
    [InlineData("Credit/X.cs", "using O = WhatsAppOrdering.Ordering.Order;\nnamespace WhatsAppOrdering.Credit;", "uses Ordering")]
    [InlineData("Credit/X.cs", "namespace WhatsAppOrdering.Credit; class X : global::WhatsAppOrdering.Ordering.Order;", "uses Ordering")]
    [InlineData("Credit/X.cs", "namespace WhatsAppOrdering.Credit; class X : Ordering.Order;", "relative")]
    [InlineData("Credit/X.cs", "global using WhatsAppOrdering.Data;\nnamespace WhatsAppOrdering.Credit;", "global using")]
    [InlineData("Credit/X.cs", "namespace WhatsAppOrdering.Ordering;", "namespace")]
    [InlineData("Credit/X.cs", "namespace WhatsAppOrdering;", "namespace")]
    [InlineData("WhatsApp/X.cs", "using WhatsAppOrdering.Data;\nnamespace WhatsAppOrdering.WhatsApp;", "uses Data")]
    [InlineData("Ordering/X.cs", "using Hangfire;\nnamespace WhatsAppOrdering.Ordering;", "engine")]
    [InlineData("Stray/X.cs", "namespace WhatsAppOrdering.Stray;", "no slice")]
    public void Each_way_around_the_table_is_refused(string file, string code, string offence) =>
        Offences(file, code).ShouldContain(said => said.Contains(offence, StringComparison.Ordinal));

    [Fact]
    public void Comments_words_and_members_of_the_same_name_are_no_offence() =>
        Offences("Credit/X.cs", "using WhatsAppOrdering.Data;\nnamespace WhatsAppOrdering.Credit; // see Ordering.Order\n/// <see cref=\"Ordering.Order\"/>\nclass X { string s = \"Ordering.Order\"; int y = this.Ordering.Count; }")
            .ShouldBeEmpty();

    private static IEnumerable<string> Offences(string file, string text)
    {
        var slice = file.Split('/', '\\') is [var folder, _, ..] ? folder : "Hosting";
        if (slice is "Properties")
        {
            yield break;
        }

        var isWiring = Wiring.Contains(slice);
        if (!isWiring && !MayUse.ContainsKey(slice))
        {
            yield return $"{slice} is no slice of the table";
            yield break;
        }

        var code = StringsAndComments().Replace(text, "\"\"");
        if (GlobalUsing().IsMatch(code))
        {
            yield return "a global using hides who uses whom";
        }

        foreach (var declared in Namespace().Matches(code).Select(match => match.Groups[1].Value))
        {
            if (declared != $"WhatsAppOrdering.{slice}" && !declared.StartsWith($"WhatsAppOrdering.{slice}.", StringComparison.Ordinal))
            {
                yield return $"namespace {declared} in the folder {slice}";
            }
        }

        // A slice's namespace lies inside WhatsAppOrdering, so the bare name of another slice would resolve without any using.
        foreach (Match relative in Regex.Matches(code, $@"(?<![\w.])({SliceNames})\s*\.\s*[A-Z]\w*"))
        {
            if (relative.Groups[1].Value != slice)
            {
                yield return $"the relative name {relative.Value}: write a using";
            }
        }

        if (isWiring)
        {
            yield break;
        }

        foreach (var engine in NamesOfTheEngine.Where(engine => Regex.IsMatch(code, $@"\b{engine}\b")))
        {
            yield return $"names the engine {engine}: only Jobs may";
        }

        var allowed = MayUse[slice].Append(slice).Concat(slice is "WhatsApp" ? [] : ["Data", "Jobs", "Api"]).ToHashSet();
        foreach (var used in Absolute().Matches(code).Select(match => match.Groups[1].Value).Distinct().Where(used => !allowed.Contains(used)))
        {
            yield return $"{slice} uses {used}";
        }
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|@\*.*?\*@|\"{3,}.*?\"{3,}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*" """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex StringsAndComments();

    [GeneratedRegex(@"\bglobal\s+using\b")]
    private static partial Regex GlobalUsing();

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bWhatsAppOrdering\.(\w+)")]
    private static partial Regex Absolute();
}
