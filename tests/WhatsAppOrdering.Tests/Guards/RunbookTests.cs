using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Hosting;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>Whoever is woken finds his alert in docs/runbook.md, and what to do; and what the page tells to run is there.</summary>
public sealed class RunbookTests
{
    [Fact]
    public void Every_alert_has_its_row_and_every_row_its_alert()
    {
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "ops", "alert-rules.yml"));
        var alerts = Regex.Matches(rules, @"^ +- alert: (?<name>\w+)\n(?:.*\n)*? +labels: \{ severity: (?<severity>\w+) \}", RegexOptions.Multiline)
            .Select(rule => (rule.Groups["name"].Value, rule.Groups["severity"].Value == "page")).ToList();
        alerts.Count.ShouldBe(Regex.Count(rules, "- alert:"));

        var section = Page().Split("\n## ").Single(part => part.StartsWith("Alerts\n", StringComparison.Ordinal));
        Regex.Matches(section, @"^\| `(?<name>[A-Z]\w+)`(?<page> \(page\))? \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline)
            .Select(row => (row.Groups["name"].Value, row.Groups["page"].Success)).ShouldBe(alerts);
    }

    [Theory]
    [InlineData("## Settings")]
    [InlineData("## Migrate")]
    [InlineData("## Backup and restore")]
    [InlineData("## Rotate secrets")]
    [InlineData("## Alerts")]
    [InlineData("## A frozen line")]
    public void What_an_operator_looks_for_has_its_heading(string heading) => Page().Split('\n').ShouldContain(heading);

    [Fact]
    public void The_verbs_files_and_secrets_that_it_names_are_there()
    {
        var page = Page();
        foreach (var verb in new[] { "migrate", "audit", "doctor", "lift-freeze", "api-key", "operator", "import" })
        {
            page.ShouldContain($"`{verb}");
            Program.AllVerbs.Select(known => known.Name).ShouldContain(verb);
        }

        foreach (var file in Regex.Matches(page, @"\]\((?<file>[^)#]+)").Select(link => link.Groups["file"].Value))
        {
            File.Exists(Path.Combine(Repository.Root, "docs", file)).ShouldBeTrue(file);
        }

        var example = File.ReadAllText(Path.Combine(Repository.Root, "appsettings.example.json"));
        foreach (var secret in Regex.Matches(example, "\"(?<name>AppSecret|VerifyToken|AccessToken|SigningKey)\"").Select(found => found.Groups["name"].Value))
        {
            page.ShouldContain($":{secret}`");
        }
    }

    private static string Page() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbook.md")).ReplaceLineEndings("\n");
}
