using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using WhatsAppOrdering.Tests.Guards;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>What a page looks like, and whether everybody can use it.</summary>
internal static class Screens
{
    /// <summary>The pictures that docs show, by the name of their photograph; made anew when <c>UPDATE_SCREENSHOTS=1</c>.</summary>
    private static readonly Dictionary<string, string> InDocs = new() { ["phones-request"] = "phones.png" };

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        // Playwright's five seconds are short on a machine that is busy with all the other tests.
        Assertions.SetDefaultExpectTimeout(60_000);
        return playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? Browsers.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("There is no Chromium here: apt-get install chromium, or give its path as CHROMIUM."),
            Args = ["--no-sandbox"],
        });
    }

    /// <summary>Kept under TestResults and attached to the result.</summary>
    public static async Task PhotographAsync(this IPage page, string name)
    {
        var picture = await page.ScreenshotAsync();
        TestContext.Current.AddAttachment(name, picture, "image/png");
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "TestResults", "screenshots"));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, name + ".png"), picture);
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1" && InDocs.TryGetValue(name, out var inDocs))
        {
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, "docs", inDocs), picture);
        }
    }

    /// <summary>On a phone and on a desk.</summary>
    public static async Task IsUsableAtBothWidthsAsync(this IPage page)
    {
        foreach (var (width, height) in new[] { (1280, 900), (390, 844) })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.IsUsableAsync();
        }
    }

    /// <summary>Nothing is off the screen, and axe finds nothing that would keep somebody out.</summary>
    public static async Task IsUsableAsync(this IPage page)
    {
        var width = page.ViewportSize!.Width;
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        var found = await page.RunAxe();
        found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help} {JsonSerializer.Serialize(violation.Nodes.Select(node => node.Html))}")
            .ShouldBeEmpty($"at {width} pixels of {page.Url}");
    }
}
