using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace WhatsAppOrdering.Conversations;

/// <summary>A proof as one page without scripts, for printing and filing.</summary>
internal static class ProofPage
{
    private const string Style = """
        body { font: 14px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2522 }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #d5ddd9; vertical-align: top }
        td.n { text-align: right; font-variant-numeric: tabular-nums } code { overflow-wrap: anywhere; font-size: .85em } h1 { font-size: 1.5rem } h2 { font-size: 1.1rem }
        @media print { body { margin: 0 } tr { break-inside: avoid } }
        """;

    public static string Write(Proof proof)
    {
        var order = proof.Order;
        var page = new StringBuilder($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Order {order.Number}: proof</title><style>{Style}</style></head><body>
            <h1>Order {order.Number}: {order.Status}</h1>
            <p>{Text(order.Amount.Currency)} {Figure(order.Amount.Amount)}, placed {Time(order.PlacedAt)}. {(proof.HashesHold ? "Every entry's hash agrees with its fields." : "<strong>An entry's hash does not agree with its fields.</strong>")}</p>
            """);
        Table(page, "Goods", ["Product", "Quantity", "Unit price", "Total"], order.Lines.Select(line => new[]
        {
            Text(line.Name), Number($"{Figure(line.Quantity)} {line.Unit}"), Number(Figure(line.UnitPrice.Amount)), Number(Figure(line.Total.Amount)),
        }));
        Table(page, "History", ["When (UTC)", "From", "To", "Who", "Why"], order.History.Select(change => new[]
        {
            Time(change.At), Text(change.From), Text(change.To), Text(change.Actor), Text(change.Reason),
        }));
        Table(page, "Messages received", ["Sent (UTC)", "Received (UTC)", "Id", "As it came"], proof.Messages.Select(message => new[]
        {
            Time(message.SentAt), Time(message.ReceivedAt), Code(message.Id), Code(message.Raw),
        }));
        Table(page, "Decisions", ["When (UTC)", "Key", "Answer"], proof.Decisions.Select(decision => new[]
        {
            Time(decision.At), Code($"{decision.Scope} {decision.Key}"), Code(decision.Answer.GetRawText()),
        }));
        Table(page, "Ledger entries", ["Seq", "Kind", "Amount", "Used after", "When (UTC)", "Who", "Hash"], proof.Entries.Select(entry => new[]
        {
            Number($"{entry.Seq}"), Text(entry.Kind), Number(Figure(entry.Amount)), Number(Figure(entry.UsedAfter)), Time(entry.At), Text(entry.Actor), Code(entry.Hash),
        }));
        Table(page, "Replies sent", ["Reply", "State", "Accepted (UTC)", "Delivered (UTC)", "Read (UTC)", "Id"], proof.Replies.Select(reply => new[]
        {
            Text(reply.Reply), Text(reply.State), Time(reply.AcceptedAt), Time(reply.DeliveredAt), Time(reply.ReadAt), Code(reply.Wamid),
        }));
        return page.Append("</body></html>").ToString();
    }

    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2><table><thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\">{head}</th>"))}</tr></thead><tbody>");
        foreach (var row in rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(cell => cell.StartsWith("<td", StringComparison.Ordinal) ? cell : $"<td>{cell}</td>")).Append("</tr>");
        }

        page.Append("</tbody></table>");
    }

    private static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "–");

    private static string Code(string? text) => $"<code>{Text(text)}</code>";

    private static string Number(string text) => $"<td class=\"n\">{Text(text)}</td>";

    private static string Figure(decimal amount) => amount.ToString("#,##0.00##", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? moment) => moment is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "–";
}
