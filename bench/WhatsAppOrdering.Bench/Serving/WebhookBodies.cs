using System.Globalization;
using System.Text;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>Webhooks as Meta writes them; every item is new.</summary>
internal sealed class WebhookBodies(Town town)
{
    private const int InBatch = 100;
    private readonly IReadOnlyList<string> _shops = town.Shops;
    private long _items;
    private long _statuses;

    public byte[] Message(int n) => Body("messages", [Text()]);

    public byte[] Batch(int n) => Body("messages", Enumerable.Range(0, InBatch).Select(_ => Text()));

    public byte[] Statuses(int n) => Body("statuses", Enumerable.Range(0, InBatch).Select(_ => Status()));

    private string Text()
    {
        var item = Interlocked.Increment(ref _items);
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"from":"{{{_shops[(int)(item % _shops.Count)]}}}","id":"wamid.in.{{{item}}}","timestamp":"{{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}}}","type":"text","text":{"body":"balance"}}
            """);
    }

    /// <summary>Three to each of the replies that <see cref="ServingGround.SayAsync"/> wrote.</summary>
    private string Status()
    {
        var item = _statuses++;
        var name = (item % 3) switch { 0 => "sent", 1 => "delivered", _ => "read" };
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"id":"wamid.said.{{item / 3}}","status":"{{name}}","timestamp":"{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}}","recipient_id":"{{_shops[(int)(item % _shops.Count)]}}"}
            """);
    }

    private byte[] Body(string array, IEnumerable<string> items) => Encoding.UTF8.GetBytes($$$"""
        {"object":"whatsapp_business_account","entry":[{"id":"{{{town.BusinessAccountId}}}","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"12025550199","phone_number_id":"{{{town.PhoneNumberId}}}"},"{{{array}}}":[{{{string.Join(',', items)}}}]}}]}]}
        """);
}
