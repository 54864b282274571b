using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Which wholesaler is meant: asked of who buys from several on one number, answered by tap or by the number on the list.</summary>
public sealed class WholesalerChoice(OrderingDb db, Outbox outbox)
{
    private const int MostLooked = 20;
    private const int MostDigits = 4;

    /// <summary>The one he chose, or his only one; otherwise he is asked, and null is returned.</summary>
    public async Task<Membership?> MeantAsync(Talk talk, string? words, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (talk.Conversation.WholesalerId is { } chosen && talk.BuyerAt(chosen) is { } known)
        {
            return known;
        }

        if (talk.Buyers.ToList() is [var only])
        {
            talk.Conversation.WholesalerId = only.WholesalerId;
            return only;
        }

        if (await NumberedAsync(talk, words, ct) is { } numbered)
        {
            Choose(talk, numbered);
        }
        else
        {
            await AskAsync(talk, after: null, ct);
        }

        return null;
    }

    /// <param name="after">The last one of the page before; where he no longer buys, or nobody comes after it, the list begins anew.</param>
    public async Task AskAsync(Talk talk, Guid? after, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        var ids = talk.Buyers.Select(member => member.WholesalerId).ToList();
        var found = await db.Wholesalers.AsNoTracking()
            .Where(wholesaler => ids.Contains(wholesaler.Id)).OrderBy(wholesaler => wholesaler.Name).ThenBy(wholesaler => wholesaler.Id)
            .Select(wholesaler => new { Id = wholesaler.Id.Value, wholesaler.Name }).ToListAsync(ct);
        var all = found.Select((wholesaler, i) => new { wholesaler.Id, wholesaler.Name, Place = i + 1 }).ToList();
        var offered = all.FindIndex(wholesaler => wholesaler.Id == after) + 1;
        talk.Answer(outbox, ReplyNames.ChooseWholesaler, new { Wholesalers = offered < all.Count ? all.Skip(offered) : all });
    }

    /// <summary>The one with that number on the newest list that had it. As it was shown: who has come since moves the others.</summary>
    private async Task<Membership?> NumberedAsync(Talk talk, string? words, CancellationToken ct)
    {
        if (NumberIn(words) is not { } place)
        {
            return null;
        }

        var lists = await db.Inbox.AsNoTracking()
            .Where(message => message.PhoneNumberId == talk.Person.PhoneNumberId && message.PersonId == talk.Person.Id && message.Kind == "Message")
            .OrderByDescending(message => message.SentAt).ThenByDescending(message => message.Arrival).Take(MostLooked)
            .Join(
                db.Outbox.Where(row => row.Reply == ReplyNames.ChooseWholesaler),
                message => new { message.PhoneNumberId, Key = (string?)message.DedupeKey }, row => new { row.PhoneNumberId, Key = row.InReplyTo },
                (_, row) => row)
            .OrderByDescending(row => row.Id).Select(row => row.Facts).ToListAsync(ct);
        var shown = lists.SelectMany(facts => JsonSerializer.Deserialize<Shown>(facts, JsonSerializerOptions.Web)!.Wholesalers ?? [])
            .FirstOrDefault(wholesaler => wholesaler.Place == place);
        return shown is null ? null : talk.BuyerAt(new WholesalerId(shown.Id));
    }

    public void Choose(Talk talk, Membership buyer)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        if (talk.Conversation.WholesalerId != buyer.WholesalerId)
        {
            talk.Conversation.WholesalerId = buyer.WholesalerId;
            talk.Conversation.StartNewCart();
        }

        talk.Answer(outbox, ReplyNames.Greeting, new { }, buyer.WholesalerId);
    }

    /// <summary>A number and nothing else, in the digits of any script.</summary>
    private static int? NumberIn(string? words) =>
        words?.Trim().TrimEnd('.') is { Length: > 0 and <= MostDigits } number && number.All(char.IsDigit)
            ? number.Aggregate(0, (sum, digit) => (sum * 10) + CharUnicodeInfo.GetDecimalDigitValue(digit))
            : null;

    private sealed record Shown(IReadOnlyList<Listed>? Wholesalers);

    private sealed record Listed(Guid Id, int Place);
}
