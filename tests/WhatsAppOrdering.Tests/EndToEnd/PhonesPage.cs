using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>The Lab and its phones page in a real browser.</summary>
public sealed class PhonesPage : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("whatsapp-ordering-browser-").FullName;
    private LabProgram? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IPage Page { get; private set; } = null!;

    /// <summary>Opens the form for the operator's password.</summary>
    public Uri OperatorsLink { get; private set; } = null!;

    public Uri Work { get; private set; } = null!;

    public Uri Dashboard { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await LabProgram.StartAsync(_data);
        _playwright = await Playwright.CreateAsync();
        _browser = await Screens.LaunchAsync(_playwright);
        Work = new Uri(_service.Service, "/office/work");
        Dashboard = new Uri(_service.Service, "/hangfire/recurring");
        OperatorsLink = new Uri(await _service.ReadAfterAsync("Operator's one-time link:"));
        Page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
    }

    /// <summary>The phones as they are first seen.</summary>
    public async Task OpenAsync()
    {
        await Page.SetViewportSizeAsync(1280, 900);
        await Page.GotoAsync(_service!.Phones.ToString());
        await Expect(Page.Locator("body")).ToHaveAttributeAsync("data-ready", "true");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_service is not null)
        {
            await _service.InterruptAsync();
            await _service.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    public Phone Retailer => new(Page.GetByTestId("phone-retailer"));

    public Phone Wholesaler => new(Page.GetByTestId("phone-wholesaler"));

    public Task PickRetailerAsync(string phone) => Page.Locator($"[data-testid=retailer-tab][data-phone='{phone}']").ClickAsync();

    public Task AdvanceTwoHoursAsync() => Page.GetByTestId("clock-advance-2h").ClickAsync();
}

/// <summary>One of the two phones, as its owner uses it.</summary>
public sealed class Phone(ILocator root)
{
    /// <summary>Types and sends with Enter, as by keyboard.</summary>
    public async Task SayAsync(string text)
    {
        await root.GetByTestId("composer").FillAsync(text);
        await root.GetByTestId("composer").PressAsync("Enter");
    }

    /// <summary>Attaches a picture and sends it with a caption.</summary>
    public async Task SendPictureAsync(byte[] png, string caption)
    {
        await root.GetByTestId("attach").SetInputFilesAsync(new FilePayload { Name = "shelf.png", MimeType = "image/png", Buffer = png });
        await Expect(root.GetByTestId("attached")).ToContainTextAsync("shelf.png");
        await SayAsync(caption);
    }

    /// <summary>Reacts to the newest bubble of the business.</summary>
    public async Task ReactAsync(string emoji)
    {
        await root.GetByTestId("react").Last.ClickAsync();
        await root.Page.Locator($"[data-testid=emoji][data-emoji='{emoji}']").ClickAsync();
    }

    public ILocator Mine() => root.Locator("[data-testid=bubble][data-from=phone]").Last;

    public ILocator Reaction() => root.GetByTestId("reaction").Last;

    /// <summary>Waits for the newest bubble of the business to have all of these words.</summary>
    public async Task ExpectAsync(params string[] words)
    {
        foreach (var word in words)
        {
            await Expect(Last()).ToContainTextAsync(word);
        }
    }

    /// <summary>Taps a button of the newest bubble that has one so named.</summary>
    public Task TapAsync(string title) =>
        root.GetByTestId("tap").Filter(new() { HasTextRegex = new Regex($"^{Regex.Escape(title)}$") }).Last.ClickAsync();

    public Task<int> CountAsync() => root.Locator("[data-testid=bubble][data-from=business]").CountAsync();

    public ILocator Last() => root.Locator("[data-testid=bubble][data-from=business]").Last;
}
