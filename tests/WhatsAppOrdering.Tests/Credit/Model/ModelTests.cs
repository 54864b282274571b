using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;
using Xunit.Sdk;

namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>
/// Random stories: the service answers as the model does, and the books hold. CREDIT_MODEL_STORIES sets how many
/// (thousands, outside CI); a failure is shrunk to the shortest story that still fails and printed step by step, with
/// the seed that CREDIT_MODEL_SEED takes to tell the same stories again.
/// </summary>
public sealed class ModelTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int FewStories = 120;

    [Fact]
    public async Task The_service_answers_as_the_model_does()
    {
        var stories = int.Parse(Environment.GetEnvironmentVariable("CREDIT_MODEL_STORIES") ?? $"{FewStories}", CultureInfo.InvariantCulture);

        var seed = Environment.GetEnvironmentVariable("CREDIT_MODEL_SEED")?.Split(',').Select(half => ulong.Parse(half, CultureInfo.InvariantCulture)).ToArray();

        (await RandomStories.TellAsync(books, stories, seed is [var one, var other] ? (one, other) : null)).ShouldBeNull();

        await books.HoldAsync();
    }
}

/// <summary>The model test is worth something: faults that are planted into the functions of a database of its own are found.</summary>
public sealed class PlantedFaultTests(PostgresCluster cluster)
{
    /// <summary>A function, the words in it that are right, the wrong ones in their place, and the acts that bring it to light.</summary>
    public static TheoryData<string, string, string, string, Act[]> Faults => new()
    {
        { "stale sum", "credit_lock", "return l;", "l.used := l.used - (select coalesce(max(amount), 0) from ledger_entry e where e.line_id = l.id and e.seq = l.seq and e.kind = 'DEBIT'); return l;", [Act.Pay] },
        { "double reversal", "credit_give_back", "line := credit_append(l, entry", "line := credit_append(credit_append(l, gen_random_uuid(), 'REVERSAL', released, -released, 0, p_actor, p_reason, at, p_order, p_order_version), entry", [Act.Cancel] },
        { "missing key", "credit_decide", "if found then", "delete from credit_decision where wholesaler_id = p_wholesaler and scope = p_scope and key = p_key; if false then", [Act.SameKey] },
        { "newest debt first", "credit_settle", "open > 0 order by seq loop", "open > 0 order by seq desc loop", [Act.Pay, Act.OweMore] },
        { "exact fit refused", "credit_policy", "l.used + p_amount > credit_effective_limit", "l.used + p_amount >= credit_effective_limit", [Act.Limit] },
        { "replaced order counted", "credit_decide", "without.used := l.used - gone.used;", "", [Act.Replace] },
        { "grace ignored", "credit_policy", "+ make_interval(days => l.grace_days)", "", [Act.GraceDays, Act.OweMore, Act.DaysPass] },
        { "hold ignored", "credit_policy", "l.hold_reason is not null or ", "", [Act.Hold] },
        { "temporary limit for ever", "credit_effective_limit", "and at < l.temporary_until", "", [Act.TemporaryLimit, Act.DaysPass] },
        { "a rise's difference within the maximum, not the whole order", "credit_raise", "credit_policy(without, total, at)", "credit_policy(l, p_difference, at)", [Act.Raise, Act.OrderMaximum] },
        { "only what is due to pay", "credit_outlook", "where seq <= last_late", "where due_at < at", [Act.OweMore, Act.TermsDays, Act.DaysPass] },
        { "bounced twice", "credit_reverse_payment", "if not exists (", "if true or not exists (", [Act.Pay, Act.Bounce] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_found_and_told_as_a_short_story(string fault, string function, string right, string wrong, Act[] acts)
    {
        await using var books = new BooksUnderTest(cluster);
        await books.InitializeAsync();
        var source = (string)(await books.AsOwnerAsync($"select pg_get_functiondef('{function}'::regproc)"))!;
        source.ShouldContain(right);
        await books.AsOwnerAsync(source.Replace(right, wrong, StringComparison.Ordinal));

        var found = (await RandomStories.TellAsync(books, 1000, (15547204537574371773, 7690290585312830201), Step.Of(acts))).ShouldNotBeNull();

        TestContext.Current.TestOutputHelper!.WriteLine($"{fault}: {found}");
        found.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)).ShouldBeLessThan(12, found);
    }
}

internal static class RandomStories
{
    /// <param name="seed">Null for new stories.</param>
    /// <returns>The shortest story that was found to fail, and why; null when none does.</returns>
    public static async Task<string?> TellAsync(BooksUnderTest books, int stories, (ulong One, ulong Other)? seed, Gen<Step[]>? generator = null)
    {
        string? shortest = null;
        void Tell(Step[] steps)
        {
            try
            {
                new Story(books).TellAsync(steps).GetAwaiter().GetResult();
            }
            catch (StoryException failure)
            {
                shortest = failure.Message;
                throw;
            }
        }

        try
        {
            var config = Config.QuickThrowOnFailure.WithMaxTest(stories).WithEndSize(stories);
            config = seed is var (one, other) ? config.WithReplay(one, other) : config;
            await Task.Run(() => Check.One(config, Prop.ForAll(Arb.From(generator ?? Step.Stories, Step.Shrink), Tell)));
            return null;
        }
        catch (Exception failure) when (shortest is not null)
        {
            return $"{shortest}\n{failure.Message.Split('\n')[0]}";
        }
    }
}
