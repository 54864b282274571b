using System.Diagnostics.Metrics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>What the service sends to whoever watches it, as a receiver sees it.</summary>
public sealed class MetricsTests(PostgresCluster cluster)
{
    /// <summary>So long a line is waited for where nobody has it but the test.</summary>
    private const string Brief = "00:00:00.05";

    [Fact]
    public async Task Every_metric_of_the_alert_rules_is_really_sent_and_none_tells_who_bought()
    {
        await using var collector = await StubCollector.StartAsync();
        var service = new ServiceUnderTest(cluster) { Settings = { ["Telemetry:OtlpEndpoint"] = collector.Endpoint, ["Telemetry:Traced"] = "0", ["Jobs:Server"] = "true", ["Credit:LockTimeout"] = Brief } };
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        await BusyOnceAsync(service, office);
        service.Meta.ThenError(400, 131026);
        (await office.Caller.PostAsync("/orders", Wish(office, 90_000))).ShouldBe(201);
        await service.IdleAsync();
        (await office.Caller.PostAsync("/orders", Wish(office, 90_000))).ShouldBe(422, "INSUFFICIENT_CREDIT");
        await office.Market.Shop.SaysAsync("2 carton coke 1.5L");
        foreach (var job in new[] { "Expire orders", "Measure holds", "Audit ledger", "Escalate requests" })
        {
            await service.Alarms.RingAsync(job);
        }

        await service.ReceiveAsync(Encoding.UTF8.GetBytes($$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"222","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
             "metadata":{"phone_number_id":"{{{office.Market.PhoneNumberId}}}"},"errors":[{"code":131031,"title":"locked"}]}}]}]}
            """));
        await service.RunAsync<ActOnNews>();

        await ToldAsync(service);

        var rules = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "ops", "alert-rules.yml"), TestContext.Current.CancellationToken);
        // Against yesterday: a code that was not refused then has no series, and a comparison with nothing never rings.
        Expressions(rules).Where(rule => rule.Contains(" offset ", StringComparison.Ordinal)).ShouldAllBe(rule => rule.Contains("or 0 * ", StringComparison.Ordinal));
        var named = Expressions(rules).SelectMany(MetricsOf).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(10);
        named.Except(collector.Names).ShouldBeEmpty($"Sent were: {string.Join(", ", collector.Names)}");
        foreach (var secret in Secrets(office).Concat([office.Line.ToString(), "90000"]))
        {
            collector.Text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(secret);
        }
    }

    [Fact]
    public async Task A_decision_counts_once_it_is_committed_and_a_lock_is_measured_once_per_transaction()
    {
        await using var service = new ServiceUnderTest(cluster) { Settings = { ["Credit:LockTimeout"] = Brief } };
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        using var seen = new Seen(service.Services.GetRequiredService<IMeterFactory>());

        (await office.Caller.PostAsync("/orders", Wish(office, 60_000), "one")).ShouldBe(201);
        (await office.Caller.PostAsync("/orders", Wish(office, 60_000), "two")).ShouldBe(422);
        (await office.Caller.PostAsync("/orders", Wish(office, 60_000), "one")).Replayed.ShouldBeTrue();
        (await office.Caller.PostAsync("/orders", Wish(office, 0), "three")).ShouldBe(422, "INVALID_AMOUNT");
        await BusyOnceAsync(service, office);
        await office.PayAsync(100);

        seen.Of("credit.decisions").ShouldBe(["ACCEPTED ACCEPTED api", "DECLINED INSUFFICIENT_CREDIT api", "INVALID INVALID_AMOUNT api", "FAILED LOCK_TIMEOUT api", "FAILED LOCK_TIMEOUT api"]);
        seen.Of("credit.lock.wait").ShouldBe(["True", "True", "False", "False", "True"]);
        seen.Of("credit.lock.hold").Count.ShouldBe(3);
        seen.Of("credit.decision.duration").ShouldBe(["ACCEPTED", "DECLINED", "INVALID", "FAILED", "FAILED"]);
        seen.Of("transactions.retries").ShouldBe(["Writes"]);
    }

    [Fact]
    public async Task Holds_are_counted_by_age_and_an_overdue_one_shows_until_it_is_expired()
    {
        await using var service = new ServiceUnderTest(cluster);
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        using var seen = new Seen(service.Services.GetRequiredService<IMeterFactory>());
        (await office.Caller.PostAsync("/orders", Wish(office, 100))).ShouldBe(201);

        await service.RunAsync<MeasureHolds>();
        seen.Look()["credit.holds"].ShouldBe(["1 under 15 min", "0 15 min to 1 h", "0 1 h to 24 h", "0 over 24 h"]);
        seen.Look()["credit.holds.oldest_overdue"].ShouldBe(["0"]);

        await service.Database.MoveClockAsync(TimeSpan.FromHours(3));
        await service.RunAsync<MeasureHolds>();
        seen.Look()["credit.holds"].ShouldBe(["0 under 15 min", "0 15 min to 1 h", "1 1 h to 24 h", "0 over 24 h"]);
        seen.Look()["credit.holds.oldest_overdue"].Single().ShouldStartWith("36");

        await service.RunAsync<ExpireOrders>();
        await service.RunAsync<MeasureHolds>();
        seen.Look()["credit.holds.oldest_overdue"].ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_trace_follows_a_message_from_its_webhook_through_the_turn_to_the_reply()
    {
        await using var collector = await StubCollector.StartAsync();
        var service = new ServiceUnderTest(cluster) { Settings = { ["Telemetry:OtlpEndpoint"] = collector.Endpoint, ["Telemetry:Traced"] = "1" } };
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        await office.Market.Shop.SaysAsync("2 carton coke 1.5L");
        await ToldAsync(service);

        var spans = collector.Followed.ToDictionary(span => span.Id);
        // Services of other tests are in this process too, and their messages are followed as well.
        bool Follows(StubCollector.Span span, params string[] names) =>
            names is not [var name, .. var further] || (spans.TryGetValue(span.Parent, out var parent) && parent.Name == name && Follows(parent, further));
        spans.Values.Any(span => span.Name.StartsWith("POST", StringComparison.Ordinal) && Follows(span, "send", "turn", "POST webhooks/whatsapp")).ShouldBeTrue();
        spans.Values.Any(span => span.Name != "send" && Follows(span, "turn", "POST webhooks/whatsapp")).ShouldBeTrue("the turn's statements are there too");
        Secrets(office).ShouldAllBe(secret => !collector.Text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Secrets(Backoffice office) =>
    [
        office.Market.Shop.Number, "Corner Shop", "Annapurna", ServiceUnderTest.AppSecret, ServiceUnderTest.VerifyToken, "access-token-of-the-tests",
        "Password=", "service-of-the-tests", "coke",
    ];

    /// <summary>It says what it has left when it stops, but gives a receiver only five seconds then, which a busy machine may need.</summary>
    private static async Task ToldAsync(ServiceUnderTest service)
    {
        service.Services.GetRequiredService<MeterProvider>().ForceFlush((int)TimeSpan.FromMinutes(2).TotalMilliseconds).ShouldBeTrue();
        service.Services.GetRequiredService<TracerProvider>().ForceFlush((int)TimeSpan.FromMinutes(2).TotalMilliseconds).ShouldBeTrue();
        await service.DisposeAsync();
    }

    /// <summary>Somebody else has the line for longer than two tries wait.</summary>
    private static async Task BusyOnceAsync(ServiceUnderTest service, Backoffice office)
    {
        await using var holder = await service.Database.ConnectAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using var hold = new Npgsql.NpgsqlCommand($"select 1 from credit_line where id = '{office.Line}' for no key update", holder);
        await hold.ExecuteNonQueryAsync();
        (await office.Caller.PostAsync("/orders?maxRetries=1", Wish(office, 1))).ShouldBe(503, "LOCK_TIMEOUT");
    }

    private static object Wish(Backoffice office, decimal amount) => new { creditLineId = office.Line, amount = Backoffice.Npr(amount) };

    private static IEnumerable<string> Expressions(string rules) =>
        Regex.Matches(rules, @"^ +expr: (\|\n(?<text>(?: {10,}.*\n)+)|(?<text>.*)\n)", RegexOptions.Multiline).Select(found => found.Groups["text"].Value);

    /// <summary>Every metric in a rule has its braces, so that it cannot be taken for a function.</summary>
    private static IEnumerable<string> MetricsOf(string expression) => Regex.Matches(expression, @"([a-z_]+)\{").Select(found => found.Groups[1].Value);

    /// <summary>Every measurement of one service, with its tags' values in their order.</summary>
    private sealed class Seen : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, string Said)> _said = [];

        public Seen(IMeterFactory service)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == service && instrument.Meter.Name.StartsWith("WhatsAppOrdering.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, instrument.IsObservable ? $"{value}" : null, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, instrument.IsObservable ? $"{value:0}" : null, tags));
            _listener.Start();
        }

        public IReadOnlyList<string> Of(string name)
        {
            lock (_said)
            {
                return [.. _said.Where(one => one.Name == name).Select(one => one.Said)];
            }
        }

        /// <summary>What the gauges show now.</summary>
        public ILookup<string, string> Look()
        {
            lock (_said)
            {
                _said.Clear();
            }

            _listener.RecordObservableInstruments();
            lock (_said)
            {
                return _said.ToLookup(one => one.Name, one => one.Said);
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, string? value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var said = string.Join(' ', tags.ToArray().Select(tag => tag.Value).Prepend(value).Where(part => part is not null));
            lock (_said)
            {
                _said.Add((instrument.Name, said));
            }
        }
    }
}
