using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>
/// The service dies by SIGKILL at each step between Meta's webhook and the stored wamid, with two taps under way: a shop's
/// that places an order, and a wholesaler's that confirms another one. Started again, it ends as if nothing had happened,
/// but for a second bubble where nobody could know whether Meta had the first.
/// </summary>
[Collection(EndToEndCollection.Crashes)]
public sealed class CrashTests(MortalService service) : IClassFixture<MortalService>, IAsyncLifetime
{
    private static readonly TimeSpan LeasesOver = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BackOffOver = TimeSpan.FromSeconds(10);

    private TwoTaps both = null!;

    public async ValueTask InitializeAsync()
    {
        await service.StartAsync();
        both = await TwoTaps.PrepareAsync(service);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Killed_before_the_webhook_is_stored()
    {
        Task taps;
        await using (await service.HoldAsync("lock table inbox_message in share mode"))
        {
            taps = both.TapAsync();
            await service.BlockedAsync(Pool.Webhooks, 2);
            await service.KillWithItsSessionsAsync();
        }

        await taps;
        service.Unanswered.ShouldBe(2);
        await both.UnfinishedAsync(taps: 0, begun: 0);

        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_when_the_webhook_is_stored_and_not_yet_answered()
    {
        Task taps;
        await using (await service.HoldAsync("lock table inbox_message in share mode"))
        {
            taps = both.TapAsync();
            await service.BlockedAsync(Pool.Webhooks, 2);
            await service.KillAsync();
        }

        await taps;
        service.Unanswered.ShouldBe(2);
        await both.UnfinishedAsync(taps: 2, begun: 0);

        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_when_the_webhook_is_answered_and_no_turn_has_begun()
    {
        await using (await service.HoldAsync($"select from conversation where {both.Ours} for update"))
        {
            await both.TapAsync();
            await service.KillAsync();
        }

        service.Unanswered.ShouldBe(0);
        await both.UnfinishedAsync(taps: 2, begun: 0);

        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_in_the_turn_before_the_lines_lock()
    {
        await using (await service.HoldAsync("select from credit_line for update"))
        {
            await both.TapAsync();
            await service.BlockedAsync(Pool.Turns, 2);
            await service.KillAsync();
        }

        service.Unanswered.ShouldBe(0);
        await both.UnfinishedAsync(taps: 2, begun: 2);

        await service.Database.MoveClockAsync(LeasesOver);
        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_in_the_turn_when_credit_is_reserved_and_nothing_committed()
    {
        await using (await service.HoldAsync("lock table outbox in share mode"))
        {
            await both.TapAsync();
            await service.BlockedAsync(Pool.Turns, 2);
            // A turn that has waited for a quarter of a second gives its line back, and comes again.
            await Until.SoAsync(async () => await both.FreeLinesAsync() == 0, () => "Not both lines are held.");
            await service.KillAsync();
        }

        await both.UnfinishedAsync(taps: 2, begun: 2);

        await service.Database.MoveClockAsync(LeasesOver);
        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_when_the_turn_is_committed_and_no_reply_claimed()
    {
        // A claim looks for pauses, and a turn does not.
        await using (await service.HoldAsync("lock table send_pause in access exclusive mode"))
        {
            await both.TapAsync();
            await both.UnfinishedAsync(taps: 0, begun: 0);
            // How many of the claims wait at one moment is chance: each gives up after its own lock wait.
            await service.AnyBlockedAsync(Pool.Sending);
            await service.KillAsync();
        }

        await both.RepliesAsync(TwoTaps.Replies, "Waiting");

        await service.StartAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_when_a_reply_is_claimed_and_Meta_has_not_taken_it()
    {
        await TapUntilPostedAsync(new StubAnswer.Deaf());
        await service.KillAsync();
        both.NewBubbles.ShouldBe(0);

        await RestartWithUnknownOutcomesAsync();
        await WaitInVainAsync();
        await both.ShouldEndWellAsync();
    }

    [Fact]
    public async Task Killed_when_Meta_has_taken_a_reply_and_not_answered()
    {
        await TapUntilPostedAsync(new StubAnswer.Silence());
        await service.KillAsync();
        both.NewBubbles.ShouldBe(TwoTaps.Replies);

        await RestartWithUnknownOutcomesAsync();
        await WaitInVainAsync();
        await both.ShouldEndWellAsync(toShops: 2, toApprovers: 2);
    }

    [Fact]
    public async Task Killed_when_Meta_has_answered_and_the_wamid_is_not_stored()
    {
        var moment = new TaskCompletionSource();
        await TapUntilPostedAsync(new StubAnswer.AcceptAfter((_, _) => moment.Task));
        await using (await service.HoldAsync($"select from outbox where {both.Ours} and state = 'Sending' for update"))
        {
            moment.SetResult();
            await service.BlockedAsync(Pool.Sending, TwoTaps.Replies);
            // A session outlives its service, and would store it once the lock is gone.
            await service.KillWithItsSessionsAsync();
        }

        await RestartWithUnknownOutcomesAsync();
        await both.TellShopsRepliesSentAsync();
        await both.RepliesAsync(2, "Ambiguous");
        await WaitInVainAsync();
        await both.ShouldEndWellAsync(toShops: 1, toApprovers: 2);
    }

    private async Task TapUntilPostedAsync(StubAnswer answer)
    {
        var before = service.Meta.Requests.Count;
        for (var reply = 0; reply < TwoTaps.Replies; reply++)
        {
            service.Meta.Then(answer);
        }

        await both.TapAsync();
        await Until.SoAsync(() => Task.FromResult(service.Meta.Requests.Count == before + TwoTaps.Replies), () => "Not all replies were posted.");
    }

    private async Task RestartWithUnknownOutcomesAsync()
    {
        await both.RepliesAsync(TwoTaps.Replies, "Sending");
        await service.Database.MoveClockAsync(LeasesOver);
        await service.StartAsync();
        await both.RepliesAsync(TwoTaps.Replies, "Ambiguous");
    }

    /// <summary>No status comes for what is still ambiguous, so it goes again after its back-off.</summary>
    private async Task WaitInVainAsync()
    {
        await service.Database.MoveClockAsync(LeasesOver);
        await both.RepliesAsync(0, "Ambiguous");
        await service.Database.MoveClockAsync(BackOffOver);
    }
}
