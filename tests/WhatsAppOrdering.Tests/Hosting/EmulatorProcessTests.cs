using System.Net;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Hosting.Development;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

public sealed class EmulatorProcessTests
{
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "WhatsAppOrdering.Emulator.dll");

    private static readonly Dictionary<string, string> _configuration = new()
    {
        ["Emulator__Urls"] = "http://127.0.0.1:0",
        ["Emulator__WebhookUrl"] = "http://127.0.0.1:9/webhook",
        ["Emulator__AppSecret"] = "secret",
        ["Emulator__AccessToken"] = "token",
        ["Emulator__PhoneNumberId"] = "100000000000001",
        ["Emulator__DisplayPhoneNumber"] = "15550000001",
        ["Emulator__BusinessAccountId"] = "200000000000001",
        ["Emulator__ExitWithParent"] = "true",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
    };

    [Fact]
    public async Task It_listens_once_started_and_is_gone_when_disposed()
    {
        using var browser = new HttpClient();
        Uri address;
        await using (var emulator = await EmulatorProcess.StartAsync(_program, _configuration, CancellationToken.None))
        {
            address = emulator.Address;
            (await browser.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Should.ThrowAsync<HttpRequestException>(() => browser.GetAsync(address));
    }

    [Fact]
    public async Task When_it_ends_at_once_the_error_says_why()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "NoSuchEmulator.dll");

        var failure = await Should.ThrowAsync<StartFailedException>(
            () => EmulatorProcess.StartAsync(missing, _configuration, CancellationToken.None));

        failure.Message.ShouldContain("Could not execute");
    }
}
