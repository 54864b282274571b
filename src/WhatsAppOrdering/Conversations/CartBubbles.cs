using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>What is said of a cart: the question that is open, or its lines with total, credit and the buttons of this version.</summary>
public sealed class CartBubbles(OrderingDb db, Carts carts, ReadFigures figures, Interpretations interpretations, Outbox outbox)
{
    private const int LinesInOneBubble = 40;

    /// <summary>As many characters of lines as a bubble with buttons has room for beside the figures.</summary>
    private const int MostInSummary = 600;
    private const int LineBeside = 30;

    /// <summary>The replies whose buttons are bound to one version of a cart.</summary>
    private static readonly string[] ofThisCart = [ReplyNames.CartSummary, ReplyNames.SameAgain, ReplyNames.OrderDeclined, ReplyNames.Busy];

    /// <summary>Whether a message quotes a bubble of ours that was about another cart, or about this one as it was.</summary>
    public async Task<bool> QuotesAnotherAsync(Talk talk, string? quoted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (quoted is null)
        {
            return false;
        }

        var conversation = talk.Conversation;
        // A bubble that had to be sent twice may be quoted by either copy.
        var facts = (await db.Database.SqlQuery<string>($"""
            select o.facts::text as "Value" from outbox o
            where o.phone_number_id = {conversation.PhoneNumberId} and o.person_id = {conversation.PersonId.Value} and o.reply = any({ofThisCart})
                and (o.wamid = {quoted} or o.id = (select a.outbox_id from outbox_attempt a where a.phone_number_id = {conversation.PhoneNumberId} and a.wamid = {quoted}))
            """).ToListAsync(ct)).FirstOrDefault();
        return facts is not null && JsonSerializer.Deserialize<AboutCart>(facts, JsonSerializerOptions.Web) is var about
            && (about?.Subject != conversation.CartId || about.Version != conversation.CartVersion);
    }

    /// <summary>The cart is dropped, and an order whose place it was to take stays.</summary>
    public async Task DropAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var kept = await carts.ReplacedAsync(talk.Conversation, buyer.WholesalerId, ct);
        talk.DropCartShow();
        talk.Conversation.StartNewCart();
        talk.Answer(outbox, ReplyNames.CartCancelled, new { Kept = kept?.Number }, buyer.WholesalerId);
    }

    /// <summary>There is nothing to confirm, change or cancel.</summary>
    public async Task AnswerEmptyAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var last = await db.Orders.AsNoTracking().NewestOf(buyer).FirstOrDefaultAsync(ct);
        talk.Answer(
            outbox, ReplyNames.CartEmpty,
            new { WholesalerId = buyer.WholesalerId.Value, Subject = last?.Id.Value, Example = ExampleOf(await carts.CatalogAsync(buyer.WholesalerId, ct)) }, buyer.WholesalerId);
    }

    /// <summary>What is in the cart, each line with its button where there are few enough, and how to change it.</summary>
    public async Task AnswerHowToChangeAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var lines = Carts.Reprice(conversation.Lines, catalog);
        if (lines.Count == 0)
        {
            // Nothing of it is sold any more.
            talk.ShowCart(buyer);
            return;
        }

        var tappable = lines.Count <= TextLimits.Rows;
        if (lines is [var only])
        {
            // "3" alone can only mean this one.
            conversation.Ask([.. conversation.OpenQuestions.Where(question => question.Operation != LineOperation.Set), OpenQuestion.AboutLine(only, catalog.Find(only.Sku)!.Name)]);
        }

        talk.Answer(
            outbox, ReplyNames.ChangeHow,
            new
            {
                WholesalerId = buyer.WholesalerId.Value, First = NameOf(lines[0]), Last = NameOf(lines[^1]),
                Addition = ExampleOf(catalog),
                Lines = lines.Select(line => new
                {
                    Id = tappable ? Carts.IdOf(conversation, line) : (Guid?)null, line.Quantity, line.Unit, Name = NameOf(line),
                }),
            },
            buyer.WholesalerId);

        string NameOf(CartLine line) => catalog.Find(line.Sku)!.Name;
    }

    /// <summary>Shows the cart with its total, the credit figures and the buttons of this version.</summary>
    public async Task ShowAsync(Talk talk, CartShow show, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(show);
        var conversation = talk.Conversation;
        var wholesaler = show.Buyer.WholesalerId;
        var catalog = await carts.CatalogAsync(wholesaler, ct);
        var repriced = Carts.Reprice(conversation.Lines, catalog);
        var isRepriced = !repriced.SequenceEqual(conversation.Lines);
        if (isRepriced)
        {
            conversation.Change(repriced);
        }

        conversation.CartShownAt = talk.Now;
        conversation.AskedLast(null);
        if (conversation.OpenQuestions is [var question, ..])
        {
            conversation.Ask([question with { Times = question.Times + 1 }, .. conversation.OpenQuestions.Skip(1)]);
            outbox.Add(conversation.Key, ReplyNames.Question, QuestionFacts(question, talk, show, catalog), wholesaler, inReplyTo: show.InReplyTo);
        }
        else if (conversation.Lines.Count == 0)
        {
            var reply = show.Unknown.Count > 0 ? ReplyNames.NotUnderstood : ReplyNames.CartEmpty;
            outbox.Add(conversation.Key, reply, new { show.Unknown, Example = ExampleOf(catalog) }, wholesaler, inReplyTo: show.InReplyTo);
        }
        else
        {
            await AddSummaryAsync(talk, show with { Repriced = show.Repriced || isRepriced }, catalog, ct);
        }
    }

    /// <summary>Of a cart that the credit does not reach for, the lines that fit stay, from the top. The lock decides in the end.</summary>
    public async Task FitAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var credit = await figures.ExecuteAsync(buyer.WholesalerId, buyer.RetailerId!.Value, wish: 0, ct);
        var free = (credit?.Available ?? 0) + (await carts.ReplacedAsync(conversation, buyer.WholesalerId, ct) is { Status: OrderStatus.Placed } replaced ? replaced.Total : 0);
        var (kept, left) = (new List<CartLine>(), new List<string>());
        foreach (var (line, priced) in conversation.Lines.Zip(Carts.Price(conversation.Lines, catalog, catalog.CurrencyDigits)))
        {
            if (priced.Total <= free)
            {
                free -= priced.Total;
                kept.Add(line);
            }
            else
            {
                left.Add(priced.Name);
            }
        }

        if (kept.Count > 0)
        {
            Carts.Put(conversation, kept, catalog);
        }

        talk.ShowCart(buyer, show => show with { OverCredit = kept.Count > 0 ? left : [] });
    }

    /// <summary>One question at a time, with what this message has put into the order: the total and its buttons come once all is answered.</summary>
    private static object QuestionFacts(OpenQuestion question, Talk talk, CartShow show, CatalogView catalog)
    {
        var product = question.Sku is { } sku ? catalog.Find(sku) : null;
        return new
        {
            WholesalerId = show.Buyer.WholesalerId.Value,
            Lines = AddedIn(talk, catalog),
            Text = product?.Name ?? question.Text,
            Choices = question.Choices.Select((choice, i) => new { choice.Id, Name = catalog.Find(choice.Sku)?.Name ?? choice.Sku, Place = i + 1 }),
            Units = product is null ? null : string.Join(", ", product.Units.Select(unit => unit.Unit)),
            WholeOnly = question is { Kind: QuestionKind.Quantity, Quantity: { } part } && !decimal.IsInteger(part),
            Again = question.Times % 2 == 1,
            show.Unknown,
        };
    }

    private async Task AddSummaryAsync(Talk talk, CartShow show, CatalogView catalog, CancellationToken ct)
    {
        var conversation = talk.Conversation;
        var wholesaler = show.Buyer.WholesalerId;
        await db.EnterTenantAsync(wholesaler, ct);
        var lines = Carts.Price(conversation.Lines, catalog, catalog.CurrencyDigits);
        var total = lines.Sum(line => line.Total);
        MoneyFact? Money(decimal? amount) => amount is { } value ? new MoneyFact(value, catalog.Currency) : null;
        var shown = Facts(lines, catalog.Currency);
        if (show.IsSameAgain)
        {
            conversation.AskedLast(new Asked(AskedKind.AddAgain, null, talk.Now));
            outbox.Add(
                conversation.Key, ReplyNames.SameAgain,
                new { WholesalerId = wholesaler.Value, Subject = conversation.CartId, Version = conversation.CartVersion, Lines = shown, Total = Money(total) },
                wholesaler, inReplyTo: show.InReplyTo);
            return;
        }

        var isLong = shown.Sum(line => line.Name.Length + LineBeside) > MostInSummary;
        foreach (var (place, part) in isLong ? shown.Chunk(LinesInOneBubble).Index() : [])
        {
            // Nobody says yes to lines that he could not read. The answer to the message is the total: there is one to each.
            var from = (place * LinesInOneBubble) + 1;
            outbox.Add(conversation.Key, ReplyNames.CartLines, new { Lines = part, IsPart = shown.Count > part.Length, From = from, To = from + part.Length - 1, shown.Count }, wholesaler);
        }

        var credit = await figures.ExecuteAsync(wholesaler, show.Buyer.RetailerId!.Value, total, ct);
        var replaced = await carts.ReplacedAsync(conversation, wholesaler, ct);
        // The order whose place it takes gives its credit back in the same decision.
        var back = replaced is { Status: OrderStatus.Placed } ? replaced.Total : 0;
        var after = credit?.AvailableAfter + back;
        var isBlocked = credit is null or { Hold: not null } or { IsBeingChecked: true } or { IsClosed: true } or { IsSuspended: true };
        var isOver = after < 0 && !isBlocked;
        outbox.Add(
            conversation.Key,
            ReplyNames.CartSummary,
            new
            {
                WholesalerId = wholesaler.Value,
                Subject = conversation.CartId,
                Version = conversation.CartVersion,
                Lines = isLong ? [] : shown,
                LineCount = isLong ? shown.Count : (int?)null,
                Added = talk.LinesBefore.Count > 0 ? AddedIn(talk, catalog) : [],
                Total = Money(total),
                Limit = Money(credit?.Limit),
                Held = Money(credit?.Held),
                Owed = Money(credit?.Owed),
                AvailableAfter = Money(after),
                Fits = after >= 0 && !isBlocked,
                Blocked = isBlocked,
                credit?.IsClosed,
                credit?.IsSuspended,
                credit?.Hold,
                BeingChecked = credit?.IsBeingChecked,
                // Some line must stay for this to help.
                Fittable = isOver && lines.Any(line => line.Total <= credit!.Available + back),
                Shortfall = isOver ? Money(-after) : null,
                Available = Money(credit?.Available + back),
                Curable = isOver && replaced is null,
                Replaces = replaced?.Number,
                show.Repriced,
                show.NewPrices,
                show.PriceChanges,
                show.Unknown,
                show.LeftOut,
                show.OverCredit,
                show.TooMany,
                Older = show.IsOlder,
                Late = show.IsLate,
            },
            wholesaler,
            inReplyTo: show.InReplyTo);
    }

    /// <summary>What this turn has put in.</summary>
    private static IReadOnlyList<LineFact> AddedIn(Talk talk, CatalogView catalog)
    {
        var before = talk.LinesBefore.ToDictionary(line => (line.Sku, line.Unit), line => line.Quantity);
        return Facts(
            Carts.Price(
                [.. talk.Conversation.Lines.Select(line => line with { Quantity = line.Quantity - before.GetValueOrDefault((line.Sku, line.Unit)) })
                    .Where(line => line.Quantity > 0 && talk.LinesBefore.All(old => old.Sku != line.Sku || old.Unit == line.Unit))],
                catalog, catalog.CurrencyDigits),
            catalog.Currency);
    }

    private string? ExampleOf(CatalogView catalog) => interpretations.ExamplesOf(catalog) is [var example, ..] ? example : null;

    private static IReadOnlyList<LineFact> Facts(IReadOnlyList<PricedLine> lines, string currency) =>
        [.. lines.Select(line => new LineFact(line.Quantity, line.Unit, line.Name, new MoneyFact(line.Total, currency)))];

    private sealed record AboutCart(Guid? Subject, int? Version);
}
