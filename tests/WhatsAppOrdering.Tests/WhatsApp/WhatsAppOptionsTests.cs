using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

public class WhatsAppOptionsTests
{
    [Theory]
    [InlineData("AppSecret", null)]
    [InlineData("AppSecret", "")]
    [InlineData("AppSecret", "  ")]
    [InlineData("AppSecret", "secret\n")]
    [InlineData("AppSecretPrevious", "secret\n")]
    [InlineData("VerifyToken", null)]
    [InlineData("VerifyToken", " ")]
    [InlineData("AccessToken", null)]
    [InlineData("AccessToken", "")]
    [InlineData("AccessToken", "token\n")]
    [InlineData("GraphBaseUrl", "graph.facebook.com")]
    [InlineData("GraphBaseUrl", "")]
    [InlineData("GraphVersion", "25")]
    [InlineData("SendTimeout", "00:00:00")]
    public void A_missing_or_odd_setting_stops_the_start_and_is_named(string name, string? value) =>
        Should.Throw<OptionsValidationException>(() => Validate(name, value)).Message.ShouldContain($"WhatsApp:{name}");

    [Theory]
    [InlineData("AppSecretPrevious", "")]
    [InlineData("BusinessAccountId", null)]
    [InlineData("GraphBaseUrl", "http://127.0.0.1:5080")]
    public void What_may_be_left_out_may_be_left_out(string name, string? value) =>
        Should.NotThrow(() => Validate(name, value));

    private static void Validate(string name, string? value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["WhatsApp:AppSecret"] = "secret",
            ["WhatsApp:VerifyToken"] = "a word",
            ["WhatsApp:AccessToken"] = "token",
            [$"WhatsApp:{name}"] = value,
        };
        using var services = new ServiceCollection()
            .AddWhatsApp(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }
}
