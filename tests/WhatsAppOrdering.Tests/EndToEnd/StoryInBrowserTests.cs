using Microsoft.Playwright;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>What the README's first command gives, used by hand: a shopkeeper and a wholesaler on the phones page.</summary>
[Collection(EndToEndCollection.Programs)]
public sealed class StoryInBrowserTests(PhonesPage phones) : IClassFixture<PhonesPage>
{
    [Fact]
    public async Task An_order_goes_from_a_text_to_both_phones_and_an_unanswered_one_expires()
    {
        await phones.OpenAsync();
        await phones.PickRetailerAsync("12025550101");
        await phones.Retailer.SayAsync("2 carton coke 1.5L, 5 sugar");
        await phones.Retailer.ExpectAsync("2 cartons Coca-Cola 1.5L", "Sugar", "Total: NPR 26,490", "Limit NPR 100,000", "NPR 73,510");
        // One clock on one screen: the phones are where the wholesaler's words are.
        await Expect(phones.Page.Locator(".clock-label")).ToHaveTextAsync("Clock in Kathmandu");
        (await phones.Page.EvaluateAsync<bool>("""
            () => [...document.querySelectorAll('time')].every(time => time.textContent.endsWith(
                new Date(time.dateTime).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Asia/Kathmandu' })))
            """)).ShouldBeTrue();
        await phones.Retailer.TapAsync("Confirm");
        await phones.Retailer.ExpectAsync("is with your wholesaler", "NPR 73,510");

        // The wholesaler has never written: his window is closed, so the request comes as an approved template.
        await phones.Wholesaler.ExpectAsync("Sita Kirana Pasal", "Coca-Cola 1.5L");
        await Expect(phones.Wholesaler.Last()).ToHaveAttributeAsync("data-kind", "template");
        await phones.Page.PhotographAsync("phones-request");
        await phones.Wholesaler.TapAsync("Confirm");
        await phones.Wholesaler.ExpectAsync("confirmed");
        await phones.Retailer.ExpectAsync("is confirmed", "NPR 26,490");
        await phones.Page.PhotographAsync("phones-confirmed");
        await phones.Page.IsUsableAsync();

        // Told with the cart: there is nothing to tap that would be refused.
        await phones.PickRetailerAsync("12025550103");
        await phones.Retailer.SayAsync("1 carton coke 1.5L");
        await phones.Retailer.ExpectAsync("Overdue payments");

        await phones.PickRetailerAsync("12025550102");
        await phones.Retailer.SayAsync("1 carton coke 1.5L");
        await phones.Retailer.TapAsync("Confirm");
        await phones.Wholesaler.ExpectAsync("Ram General Store");
        await phones.AdvanceTwoHoursAsync();
        await phones.AdvanceTwoHoursAsync();
        await phones.Retailer.ExpectAsync("has lapsed");
        await phones.Wholesaler.ExpectAsync("has lapsed");
        await phones.Page.PhotographAsync("phones-expired");

        await phones.Page.SetViewportSizeAsync(390, 844);
        await phones.Page.IsUsableAsync();
        await phones.Page.PhotographAsync("phones-narrow");

        await phones.Page.GotoAsync(phones.OperatorsLink.ToString());
        await Expect(phones.Page.GetByLabel("New password")).ToBeFocusedAsync();
        await phones.Page.PhotographAsync("set-password-narrow");
        await phones.Page.IsUsableAtBothWidthsAsync();
        await phones.Page.Keyboard.TypeAsync(OfficeVisitor.Password);
        await phones.Page.GetByLabel("Once more").FillAsync(OfficeVisitor.Password);
        await phones.Page.Keyboard.PressAsync("Enter");
        await Expect(phones.Page).ToHaveURLAsync(phones.Work.ToString());
        await phones.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(phones.Page.GetByLabel("E-mail")).ToBeFocusedAsync();
        await phones.Page.IsUsableAtBothWidthsAsync();
        await phones.Page.PhotographAsync("sign-in-narrow");
        await phones.Page.Keyboard.TypeAsync("operator@example.com");
        await phones.Page.GetByLabel("Password").FillAsync(OfficeVisitor.Password);
        await phones.Page.Keyboard.PressAsync("Enter");
        await Expect(phones.Page).ToHaveURLAsync(phones.Work.ToString());
        await Expect(phones.Page.Locator("h1")).ToHaveTextAsync("Work");
        await phones.Page.IsUsableAsync();
        await phones.Page.PhotographAsync("work-narrow");
        await phones.Page.SetViewportSizeAsync(1280, 900);
        await phones.Page.PhotographAsync("work");
        await phones.Page.IsUsableAsync();

        await phones.Page.GotoAsync(phones.Dashboard.ToString());
        await Expect(phones.Page.Locator("body")).ToContainTextAsync("Expire orders", new() { IgnoreCase = true });
        await phones.Page.PhotographAsync("dashboard");
        await phones.Page.SetViewportSizeAsync(390, 844);
        await phones.Page.PhotographAsync("dashboard-narrow");
    }

    [Fact]
    public async Task A_stranger_stands_with_the_shops_and_pictures_captions_and_reactions_are_sent_by_hand()
    {
        await phones.OpenAsync();
        await phones.PickRetailerAsync("12025550104");
        await Expect(phones.Page.Locator("[data-testid=retailer-tab][data-phone='12025550104']")).ToContainTextAsync("stranger");
        await phones.Retailer.SendPictureAsync(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), "two of these, please");

        await Expect(phones.Retailer.Mine()).ToContainTextAsync("two of these, please");
        await Expect(phones.Retailer.Mine().GetByTestId("picture")).ToBeVisibleAsync();
        await Expect(phones.Retailer.Last()).ToBeVisibleAsync();
        await phones.Retailer.ReactAsync("\U0001F44D");
        await Expect(phones.Retailer.Reaction()).ToHaveTextAsync("\U0001F44D");
        await phones.Page.PhotographAsync("phones-stranger");
    }
}
