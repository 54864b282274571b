using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>A shop about to place an order, and a wholesaler about to confirm another shop's: the two taps that move credit.</summary>
public sealed class TwoTaps
{
    /// <summary>Each tap is answered, and tells the other side: four people get one reply each.</summary>
    public const int Replies = 4;

    private const int RepliesBefore = 4;

    private readonly MortalService _service;
    private readonly Trade _placing;
    private readonly Trade _confirming;

    private TwoTaps(MortalService service, Trade placing, Trade confirming)
    {
        _service = service;
        _placing = placing;
        _confirming = confirming;
    }

    /// <summary>Of the bubbles that Meta took, those after the preparation.</summary>
    public int NewBubbles => _placing.Bubbles.Count + _confirming.Bubbles.Count - RepliesBefore;

    /// <summary>Restricts a locking statement to these two trades.</summary>
    public string Ours => $"phone_number_id in ('{_placing.PhoneNumberId}', '{_confirming.PhoneNumberId}')";

    private string[] Numbers => [_placing.PhoneNumberId, _confirming.PhoneNumberId];

    private Guid[] Wholesalers => [_placing.Wholesaler, _confirming.Wholesaler];

    public static async Task<TwoTaps> PrepareAsync(MortalService service)
    {
        var both = new TwoTaps(service, await Trade.OpenAsync(service), await Trade.OpenAsync(service));
        await Task.WhenAll(both._placing.FillCartAsync(), both._confirming.FillCartAsync());
        await both._confirming.PlaceAsync();
        await both._confirming.AnsweredAsync(replies: 3);
        return both;
    }

    /// <summary>Returns once both webhooks were answered or cut.</summary>
    public Task TapAsync() => Task.WhenAll(_placing.PlaceAsync(), _confirming.ConfirmAsync());

    /// <summary>Meta says of its newest message to each shop that it was passed on.</summary>
    public Task TellShopsRepliesSentAsync() => Task.WhenAll(_placing.TellShopsReplySentAsync(), _confirming.TellShopsReplySentAsync());

    /// <summary>Until so many replies are in a state that no earlier reply is in.</summary>
    public Task RepliesAsync(int count, string state) => _service.Database.UntilAsync(
        $"select count(*) = {count} as \"Value\" from outbox where phone_number_id = any({Numbers}) and state = {state}");

    /// <summary>Until so many taps wait for a turn to finish them, and so many of them for one that had begun.</summary>
    public Task UnfinishedAsync(int taps, int begun) => _service.Database.UntilAsync($"""
        select count(*) = {taps} and count(leased_until) = {begun} as "Value"
        from inbox_message where phone_number_id = any({Numbers}) and state = 'Waiting'
        """);

    /// <summary>Credit lines of these two trades that nobody has locked.</summary>
    public Task<int> FreeLinesAsync() => _service.Database.OneAsync<int>($"""
        select count(*)::int as "Value"
        from (select from credit_line where wholesaler_id = any({Wholesalers}) for no key update skip locked) free
        """);

    /// <summary>
    /// One order, one debit, one confirmation; everybody has what he was owed, and nothing more comes, however long one waits.
    /// </summary>
    /// <param name="toShops">Bubbles of each reply to a shop.</param>
    /// <param name="toApprovers">Bubbles of each reply to a wholesaler.</param>
    public async Task ShouldEndWellAsync(int toShops = 1, int toApprovers = 1)
    {
        await _placing.AnsweredAsync(replies: 3);
        await _confirming.AnsweredAsync(replies: 5);
        await _service.Database.MoveClockAsync(TimeSpan.FromMinutes(2));
        await _service.SweepAsync();

        (await _placing.BooksAsync()).ShouldBe("Placed 26490; used 26490, held 26490; LIMIT DEBIT");
        (await _confirming.BooksAsync()).ShouldBe("Confirmed 26490; used 26490, held 0; LIMIT DEBIT CONFIRM");
        (await _placing.BubbleCountsAsync()).ShouldBe($"cart_summary 1, order_placed {toShops}, order_request {toApprovers}");
        (await _confirming.BubbleCountsAsync()).ShouldBe(
            $"approver_done {toApprovers}, cart_summary 1, order_confirmed {toShops}, order_placed 1, order_request 1");
        (await _service.Database.AskAsync<string>($"""
            select reply || ' ' || state as "Value" from outbox
            where phone_number_id = any({Numbers}) and (wamid is null or state not in ('Accepted', 'Sent'))
            union all
            select type || ' ' || state from inbox_message where phone_number_id = any({Numbers}) and state <> 'Handled'
            """)).ShouldBeEmpty();
        var audit = await _service.Books.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None);
        audit.Where(line => line.Breaches > 0).ShouldBeEmpty();
    }
}
