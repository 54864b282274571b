using Microsoft.Playwright;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace WhatsAppOrdering.Tests.Office;

/// <summary>The same page in a browser: narrow, dark, by keyboard.</summary>
public sealed class WorkPageInBrowserTests(PostgresCluster cluster)
{
    [Fact]
    public async Task At_390_pixels_nothing_is_off_the_screen_and_the_keyboard_decides()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, 131009);
        await market.Shop.SaysAsync("balance");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Screens.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = 390, Height = 844 },
            ColorScheme = ColorScheme.Dark,
        });
        using var asha = await OfficeBrowser.SignedInAsync(service, "asha@example.com");
        await page.Context.AddCookiesAsync(asha.Cookies.Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Url = service.Http.BaseAddress!.ToString(),
        }));

        await page.GotoAsync(new Uri(service.Http.BaseAddress!, "/office/work").ToString());
        await page.IsUsableAsync();
        (await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe("rgb(18, 24, 22)");
        await page.PhotographAsync("work-dark-narrow");

        await page.GetByPlaceholder("Reason").FocusAsync();
        await page.Keyboard.TypeAsync("He was called");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Discarded.");
        await Expect(page.Locator("main")).ToContainTextAsync("by asha@example.com: He was called");
        await page.SetViewportSizeAsync(1280, 900);
        await page.IsUsableAsync();
        await page.PhotographAsync("work-dark");
    }
}
