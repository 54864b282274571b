using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Tests.Understanding;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>A shop and a wholesaler on a number of their own, who write to a service that may die meanwhile.</summary>
public sealed class Trade
{
    private const string Shop = "12025550101";
    private const string Approver = "12025550111";

    private static int _numbers;

    private readonly MortalService _service;

    private Trade(MortalService service, string phoneNumberId, Guid wholesaler)
    {
        _service = service;
        PhoneNumberId = phoneNumberId;
        Wholesaler = wholesaler;
    }

    public string PhoneNumberId { get; }

    public Guid Wholesaler { get; }

    /// <summary>What Meta took, in order of arrival.</summary>
    public IReadOnlyList<Bubble> Bubbles => [.. _service.Meta.Requests
        .Where(request => request.Body.Length > 0 && request.Path.Contains($"/{PhoneNumberId}/", StringComparison.Ordinal))
        .Select(request => Bubble.Read(request.Body))];

    public static async Task<Trade> OpenAsync(MortalService service)
    {
        var business = new BusinessFile(
            $"{3_000_000_000_000 + Interlocked.Increment(ref _numbers)}", "12025550199",
            new BusinessWholesaler(Guid.CreateVersion7(), "Wholesaler", "Asia/Kathmandu", new BusinessPerson("Approver", Approver)),
            [new BusinessRetailer(Guid.CreateVersion7(), "Shop", Shop, 100_000, 15)]);
        await new DemoData(business, TestCatalog.Snapshot).WriteOnceAsync(service.Books.GetRequiredService<Transactions>(), CancellationToken.None);
        return new Trade(service, business.PhoneNumberId, business.Wholesaler.Id);
    }

    /// <summary>The shop writes, and sees its cart.</summary>
    public async Task FillCartAsync()
    {
        await DeliverAsync(Webhook.Text(Shop, "2 carton coke 1.5L, 5 sugar", Now));
        await AnsweredAsync(replies: 1);
    }

    /// <summary>The shop taps "Confirm" below its cart. Returns once the webhook was answered or cut.</summary>
    public Task PlaceAsync() => DeliverAsync(Webhook.InteractiveTap(Shop, Button(Shop, "Confirm"), Now));

    /// <summary>The wholesaler, who has never written, taps "Confirm" below the template with the request.</summary>
    public Task ConfirmAsync() => DeliverAsync(Webhook.TemplateTap(Approver, Button(Approver, "Confirm"), Now));

    /// <summary>Meta says of its newest message to the shop that it was passed on.</summary>
    public Task TellShopsReplySentAsync() => DeliverAsync(Webhook.Status(
        $"wamid.{Guid.NewGuid():N}", "sent", Now, Bubbles.Last(bubble => bubble.To == Shop).CallbackData));

    /// <summary>Until every message is worked off, and so many replies exist and are with Meta.</summary>
    public Task AnsweredAsync(int replies) => _service.Database.UntilAsync($"""
        select count(*) = {replies} and count(*) filter (where state in ('Waiting', 'Sending', 'Ambiguous')) = 0
            and not exists (select from inbox_message where phone_number_id = {PhoneNumberId} and state = 'Waiting') as "Value"
        from outbox where phone_number_id = {PhoneNumberId}
        """);

    /// <summary>Orders, debt and the ledger's kinds, as one line of text.</summary>
    public Task<string> BooksAsync() => _service.Database.OneAsync<string>($"""
        select format('%s %s; used %s, held %s; %s',
            (select string_agg(status, ' ') from sales_order o where o.wholesaler_id = l.wholesaler_id),
            (select sum(trim_scale(total)) from sales_order o where o.wholesaler_id = l.wholesaler_id),
            trim_scale(l.used), trim_scale(l.held),
            (select string_agg(kind, ' ' order by seq) from ledger_entry e where e.line_id = l.id)) as "Value"
        from credit_line l where l.wholesaler_id = {Wholesaler}
        """);

    /// <summary>How often Meta took each reply, by name.</summary>
    public async Task<string> BubbleCountsAsync()
    {
        var replies = (await _service.Database.AskAsync<Reply>($"select id, reply as name from outbox where phone_number_id = {PhoneNumberId}"))
            .ToDictionary(reply => $"{reply.Id}", reply => reply.Name);
        var counts = Bubbles.CountBy(bubble => replies[bubble.CallbackData.Split(':')[1].Split('.')[0]]).OrderBy(count => count.Key, StringComparer.Ordinal);
        return string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
    }

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private BubbleButton Button(string phone, string title) =>
        Bubbles.First(bubble => bubble.To == phone && bubble.Buttons.Any(button => button.Title == title)).Button(title);

    private Task DeliverAsync(JsonObject item) => _service.DeliverAsync(Webhook.Of(PhoneNumberId, item));

    private sealed record Reply(long Id, string Name);
}
