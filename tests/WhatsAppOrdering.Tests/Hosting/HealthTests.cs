using System.Globalization;
using System.Net;
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

    [Theory]
    [InlineData("App", 190, HttpStatusCode.ServiceUnavailable)]
    [InlineData("Account", 131031, HttpStatusCode.ServiceUnavailable)]
    [InlineData("Account", 80007, HttpStatusCode.OK)]
    [InlineData("Number", 133010, HttpStatusCode.OK)]
    public async Task A_dead_token_or_account_fails_readiness_and_webhooks_are_taken_in_all_the_same(string scope, int code, HttpStatusCode ready)
    {
        var key = scope == "Number" ? "1" : "";
        await service.Database.DoAsync(
            $"insert into send_pause (scope, key, code, strikes, since, until) values ({scope}, {key}, {code}, 1, clock_now(), clock_now() + interval '5 minutes')");

        using var answer = await service.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        using var intake = await service.Http.GetAsync(new Uri("/health/intake", UriKind.Relative), TestContext.Current.CancellationToken);

        (answer.StatusCode, intake.StatusCode).ShouldBe((ready, HttpStatusCode.OK));
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain($"{scope.ToLowerInvariant()}, Meta's code {code}");
        await service.Database.DoAsync($"delete from send_pause");
    }

    private async Task<int> WaitedAsync()
    {
        var text = await service.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        text.ShouldStartWith("ready");
        text.ShouldContain("oldest waiting reply");
        return int.Parse(Regex.Match(text, @"message: (\d+) s").Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
