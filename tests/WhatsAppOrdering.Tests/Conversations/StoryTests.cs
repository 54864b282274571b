using System.Collections.Concurrent;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What is told in <c>Stories</c>, each file played once against one service.</summary>
public sealed class StoryTests(StoryBook book, ITestOutputHelper output) : IClassFixture<StoryBook>
{
    public static TheoryData<string> Names => [.. Story.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_told_so(string name) => (await book.PlayAsync(name)).Unhandled.ShouldBeEmpty();

    [Fact]
    public void There_are_forty_stories_and_more() => Story.Names.Count.ShouldBeGreaterThanOrEqualTo(40);

    [Fact]
    public async Task Every_reply_is_spoken_by_some_story()
    {
        var told = await book.PlayAllAsync();
        Table("reply", ReplyNames.All, told, one => one.Replies);
    }

    [Fact]
    public async Task Every_step_of_an_order_is_taken_by_some_story()
    {
        var told = await book.PlayAllAsync();
        Table("step", [.. OrderTransitions.All.Select(step => step.From is { } from ? $"{from} → {step.To}" : $"→ {step.To}")], told, one => one.Transitions);
    }

    [Fact]
    public async Task Every_row_of_the_dialogues_table_is_taken_by_some_story()
    {
        var told = await book.PlayAllAsync();
        Table("row", Enum.GetNames<RetailerMove>(), told, one => one.Moves);
    }

    [Fact]
    public async Task The_phones_show_whatever_was_sent()
    {
        await book.PlayAllAsync();
        book.Sent.ShouldBeGreaterThan(Story.Names.Count);
        book.Shown.ShouldBe(book.Sent);
    }

    private void Table(string what, IReadOnlyList<string> all, IReadOnlyDictionary<string, StoryTold> told, Func<StoryTold, IReadOnlyList<string>> of)
    {
        output.WriteLine($"| {what} | stories |\n|---|---|");
        foreach (var one in all)
        {
            var stories = told.Where(story => of(story.Value).Contains(one)).Select(story => story.Key).ToList();
            output.WriteLine($"| {one} | {(stories.Count > 0 ? string.Join(", ", stories.Take(3)) + (stories.Count > 3 ? $" and {stories.Count - 3} more" : "") : "none")} |");
        }

        var spoken = told.Values.SelectMany(of).ToHashSet();
        all.Where(one => !spoken.Contains(one)).ShouldBeEmpty();
    }
}

/// <summary>Plays each story once, one after the other, since they share a clock.</summary>
public sealed class StoryBook(PostgresCluster cluster) : ServiceOnEmulator(cluster)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<StoryTold>>> _told = new();
    private readonly SemaphoreSlim _one = new(1);

    public Task<StoryTold> PlayAsync(string name) => _told.GetOrAdd(name, one => new(() => PlayOnceAsync(one))).Value;

    /// <summary>Those that end as they should; the others fail in a test of their own.</summary>
    public async Task<IReadOnlyDictionary<string, StoryTold>> PlayAllAsync()
    {
        var told = new Dictionary<string, StoryTold>();
        foreach (var name in Story.Names)
        {
            try
            {
                told[name] = await PlayAsync(name);
            }
            catch (ShouldAssertException)
            {
            }
        }

        return told;
    }

    public override ValueTask InitializeAsync()
    {
        // A held line is told as busy after four such waits.
        Settings["Credit:LockTimeout"] = "00:00:00.5";
        return base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _one.Dispose();
        await base.DisposeAsync();
    }

    private async Task<StoryTold> PlayOnceAsync(string name)
    {
        await _one.WaitAsync();
        try
        {
            return await StoryRun.PlayAsync(this, Story.Read(name));
        }
        finally
        {
            _one.Release();
        }
    }
}
