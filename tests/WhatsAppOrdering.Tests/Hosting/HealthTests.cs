using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>What a balancer and an operator ask first.</summary>
public sealed class HealthTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Ready_tells_for_how_long_the_oldest_message_has_waited()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        (await WaitedAsync()).ShouldBe(0);
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await service.Database.HoldConversationsAsync(holder, market.PhoneNumberId);
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync())));
            await service.Database.MoveClockAsync(TimeSpan.FromSeconds(90));

            (await WaitedAsync()).ShouldBeGreaterThanOrEqualTo(90);
        }

        await service.RunAsync<HandleStrandedMessages>();
        await service.IdleAsync();
        (await WaitedAsync()).ShouldBe(0);
    }

    private async Task<int> WaitedAsync()
    {
        var text = await service.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        text.ShouldStartWith("ready");
        text.ShouldContain("oldest waiting reply");
        return int.Parse(Regex.Match(text, @"message: (\d+) s").Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
