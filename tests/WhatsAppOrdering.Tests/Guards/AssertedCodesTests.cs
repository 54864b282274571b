using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Api;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>Each code of the interface is met over HTTP by some test, which asks for it with its status.</summary>
public sealed partial class AssertedCodesTests
{
    [Fact]
    public void Every_code_of_the_product_is_asserted_with_its_status()
    {
        var asserted = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "WhatsAppOrdering.Tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => StatusAndCode().Matches(File.ReadAllText(file)))
            .Select(found => (found.Groups["code"].Value, int.Parse(found.Groups["status"].Value, CultureInfo.InvariantCulture)));

        Problems.All.Except(asserted).ShouldBeEmpty();
    }

    /// <summary>As in <c>ShouldBe(422, "OVERDUE")</c>, or in the data of a theory that asks so.</summary>
    [GeneratedRegex(@"(?<status>[45]\d\d), ""(?<code>[A-Z_]+)""\)")]
    private static partial Regex StatusAndCode();
}
