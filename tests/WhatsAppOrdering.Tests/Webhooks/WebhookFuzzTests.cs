using System.Globalization;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Tests.Webhooks;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>
/// Damaged and distorted bodies over HTTP, most of them signed: taken, or refused with the one word that Meta understands,
/// and whatever was taken is kept to the last item. 4,000 of them; <c>WEBHOOK_FUZZ</c> makes it more. The seed is fixed.
/// </summary>
public sealed class WebhookFuzzTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const int Seed = 20261124;
    private const int AtOnce = 4;

    private static readonly int Bodies =
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var bodies) ? bodies : 4_000;

    [Fact]
    public async Task Every_body_is_answered_and_what_is_taken_is_kept_whole()
    {
        var seeds = PayloadFiles.All().Select(PayloadFiles.Body).ToArray();
        var taken = new List<(string Number, string Key)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, AtOnce), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (worker, _) =>
        {
            var random = new Random(Seed + worker);
            for (var i = 0; i < Bodies / AtOnce; i++)
            {
                var seed = seeds[random.Next(seeds.Length)];
                var body = i % 2 == 0 ? MutateJson.Distort(seed, random) : MutateJson.Damage(seed, random);
                var signed = random.Next(10) > 0;
                using var answer = signed
                    ? await service.PostAsync(body)
                    : await service.PostSignedAsync(body, random.Next(2) == 0 ? null : ServiceUnderTest.Sign(seed, "another secret"));
                ((int)answer.StatusCode).ShouldBe(signed ? 200 : 401, $"worker {worker}, body {i}: {Convert.ToBase64String(body)}");
                if (signed)
                {
                    lock (taken)
                    {
                        // A message from nobody is kept by its bytes instead of its id.
                        taken.AddRange(WebhookReader.Read(body).Where(item => item.Kind != WebhookItemKind.Message || item.Reason is null)
                            .Select(item => (item.PhoneNumberId ?? "", item.DedupeKey)));
                    }
                }
            }
        });

        var kept = (await service.Database.AskAsync<string>($"""
            select phone_number_id || '|' || dedupe_key as "Value" from inbox_message union all select phone_number_id || '|' || dedupe_key from inbox_status
            """)).ToHashSet();
        taken.Count.ShouldBeGreaterThan(Bodies / 2);
        taken.Where(item => !kept.Contains($"{item.Number}|{item.Key}")).ShouldBeEmpty();
        (await service.Database.AskAsync<string>($"""
            select dedupe_key as "Value" from inbox_message where (state = 'Waiting' and person_id is null) or (kind <> 'Unreadable' and length(raw) = 0)
            """)).ShouldBeEmpty();
    }
}
