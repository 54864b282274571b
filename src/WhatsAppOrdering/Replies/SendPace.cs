using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Token buckets of this node: so many messages a second from one number, and a burst, then one every few seconds, to one
/// person (Meta's "throughput" and "pair rate limit"). What goes first may borrow from the time to come, what does not keeps
/// off the last fifth of the number's second. Several nodes share Meta's limits: there Meta's own word (send_pause) decides.
/// </summary>
public sealed class SendPace(IOptions<ReplyOptions> options, TimeProvider time)
{
    private const double KeptForFirst = 0.2;
    private const int MostPeople = 50_000;
    private readonly Lock gate = new();
    private readonly Dictionary<PersonKey, Bucket> pairs = [];
    private readonly Dictionary<string, Bucket> numbers = [];

    /// <summary>Takes one message's place.</summary>
    /// <returns>Null when it may leave now; else how long to wait before asking again.</returns>
    public TimeSpan? Take(PersonKey to, bool goesFirst)
    {
        lock (gate)
        {
            var settings = options.Value;
            var now = time.GetTimestamp();
            var burst = (double)settings.NumberPerSecond;
            var number = Refilled(numbers.GetValueOrDefault(to.PhoneNumberId, new(burst, now)), now, burst, burst);
            var pairRate = settings.PairEvery == TimeSpan.Zero ? double.MaxValue : 1 / settings.PairEvery.TotalSeconds;
            var pair = Refilled(pairs.GetValueOrDefault(to, new(settings.PairBurst, now)), now, pairRate, settings.PairBurst);

            // The number's rest, and a debt towards one person: a confirmation waits for neither.
            var missing = goesFirst
                ? Math.Max((1 - number.Left) / burst, (1 - settings.PairBurst - pair.Left) / pairRate)
                : Math.Max((1 + (KeptForFirst * burst) - number.Left) / burst, (1 - pair.Left) / pairRate);
            if (missing > 0)
            {
                return TimeSpan.FromSeconds(missing);
            }

            numbers[to.PhoneNumberId] = number with { Left = number.Left - 1 };
            Remember(to, pair with { Left = pair.Left - 1 });
            return null;
        }
    }

    private void Remember(PersonKey to, Bucket pair)
    {
        if (pairs.Count >= MostPeople && !pairs.ContainsKey(to))
        {
            // Whoever is forgotten has a full bucket again; at worst Meta's own limit answers.
            pairs.Clear();
        }

        pairs[to] = pair;
    }

    private Bucket Refilled(Bucket bucket, long now, double perSecond, double most) =>
        new(Math.Min(most, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond)), now);

    private readonly record struct Bucket(double Left, long At);
}
