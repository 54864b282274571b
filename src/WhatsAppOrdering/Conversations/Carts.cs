using System.Security.Cryptography;
using System.Text;
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

/// <summary>The cart: changing it by what was understood, pricing it, and showing it with the credit figures.</summary>
public sealed class Carts(OrderingDb db, CatalogCache catalogs, ReadFigures figures, Interpretations interpretations, Outbox outbox)
{
    private const int MostLines = 100;
    private const int LinesInOneBubble = 40;

    /// <summary>As many characters of lines as a bubble with buttons has room for beside the figures.</summary>
    private const int MostInSummary = 600;
    private const int LineBeside = 30;

    /// <summary>The replies whose buttons are bound to one version of a cart.</summary>
    private static readonly string[] ofThisCart = [ReplyNames.CartSummary, ReplyNames.SameAgain, ReplyNames.OrderDeclined, ReplyNames.Busy];

    /// <returns>The catalog of the cart's wholesaler, as of now.</returns>
    public Task<CatalogView> CatalogAsync(WholesalerId wholesaler, CancellationToken ct) => catalogs.GetAsync(db, wholesaler, ct);

    /// <summary>Applies the lines in order; a quantity that falls to nothing takes its line away.</summary>
    public static IReadOnlyList<CartLine> Apply(IReadOnlyList<CartLine> cart, IReadOnlyList<LineIntent> changes, CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(catalog);
        var lines = cart.ToList();
        foreach (var change in changes)
        {
            if (change is { Operation: LineOperation.Remove, Quantity: 0 })
            {
                lines.RemoveAll(line => line.Sku == change.Sku);
                continue;
            }

            if (change.Operation == LineOperation.Set)
            {
                // "make it 3" means the product, whatever unit it was in before.
                lines.RemoveAll(line => line.Sku == change.Sku);
            }

            var place = lines.FindIndex(line => line.Sku == change.Sku && line.Unit == change.Unit);
            var before = place >= 0 ? lines[place].Quantity : 0;
            var after = change.Operation == LineOperation.Remove ? before - change.Quantity : before + change.Quantity;
            if (place >= 0)
            {
                lines[place] = lines[place] with { Quantity = after };
            }
            else if (catalog.Find(change.Sku)?.PriceOf(change.Unit) is { } price)
            {
                lines.Add(new CartLine(change.Sku, after, change.Unit, price));
            }
        }

        return [.. lines.Where(line => line.Quantity > 0)];
    }

    /// <summary>Makes the lines the cart's, as many as an order has room for.</summary>
    /// <returns>The names of the others.</returns>
    public static IReadOnlyList<string> Put(Conversation conversation, IReadOnlyList<CartLine> lines, CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(catalog);
        var kept = lines.Take(MostLines).ToList();
        if (!kept.SequenceEqual(conversation.Lines))
        {
            conversation.Change(kept);
        }

        return [.. lines.Skip(MostLines).Select(line => catalog.Find(line.Sku)?.Name ?? line.Sku)];
    }

    /// <summary>What a button for this line is bound to.</summary>
    public static Guid IdOf(Conversation conversation, CartLine line)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(line);
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{conversation.CartId:N} {line.Sku} {line.Unit}")).AsSpan(0, 16));
    }

    /// <summary>The cart at today's prices; what the catalog no longer sells is gone.</summary>
    public static IReadOnlyList<CartLine> Reprice(IReadOnlyList<CartLine> cart, CatalogView catalog) =>
        [.. cart
            .Select(line => (Line: line, Price: catalog.Find(line.Sku)?.PriceOf(line.Unit)))
            .Where(found => found.Price is not null)
            .Select(found => found.Line with { UnitPrice = found.Price!.Value })];

    public static IReadOnlyList<PricedLine> Price(IReadOnlyList<CartLine> cart, CatalogView catalog, int currencyDigits) =>
        [.. cart.Select(line => new PricedLine(
            line.Sku, catalog.Find(line.Sku)!.Name, line.Quantity, line.Unit, line.UnitPrice,
            PricedLine.TotalOf(line.Quantity, line.UnitPrice, currencyDigits)))];

    /// <returns>The placed order that the cart is meant to take the place of; null when it is an order of its own.</returns>
    public async Task<Order?> ReplacedAsync(Conversation conversation, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        if (conversation.ReplacesOrder is not { } id)
        {
            return null;
        }

        await db.EnterTenantAsync(wholesaler, ct);
        return await db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.WholesalerId == wholesaler && order.Id == id, ct);
    }

    /// <summary>Whether a message quotes a bubble of ours that was about another cart, or about this one as it was.</summary>
    public async Task<bool> QuotesAnotherAsync(Talk talk, string? quoted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (quoted is null)
        {
            return false;
        }

        var conversation = talk.Conversation;
        var facts = await db.Outbox.AsNoTracking()
            .Where(row => row.PhoneNumberId == conversation.PhoneNumberId && row.PersonId == conversation.PersonId && row.Wamid == quoted && ofThisCart.Contains(row.Reply))
            .Select(row => row.Facts).FirstOrDefaultAsync(ct);
        return facts is not null && JsonSerializer.Deserialize<AboutCart>(facts, JsonSerializerOptions.Web) is var about
            && (about?.Subject != conversation.CartId || about.Version != conversation.CartVersion);
    }

    /// <summary>The cart is dropped, and an order whose place it was to take stays.</summary>
    public async Task DropAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var kept = await ReplacedAsync(talk.Conversation, buyer.WholesalerId, ct);
        talk.DropCartShow();
        talk.Conversation.StartNewCart();
        talk.Answer(outbox, ReplyNames.CartCancelled, new { Kept = kept?.Number }, buyer.WholesalerId);
    }

    /// <summary>There is nothing to confirm, change or cancel.</summary>
    public async Task AnswerEmptyAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        talk.Answer(outbox, ReplyNames.CartEmpty, new { Example = ExampleOf(await CatalogAsync(buyer.WholesalerId, ct)) }, buyer.WholesalerId);
    }

    /// <summary>What is in the cart, each line with its button where there are few enough, and how to change it.</summary>
    public async Task AnswerHowToChangeAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        var catalog = await CatalogAsync(buyer.WholesalerId, ct);
        var lines = Reprice(conversation.Lines, catalog);
        var tappable = lines.Count <= TextLimits.Rows;
        talk.Answer(
            outbox, ReplyNames.ChangeHow,
            new
            {
                WholesalerId = buyer.WholesalerId.Value,
                Lines = lines.Select(line => new
                {
                    Id = tappable ? IdOf(conversation, line) : (Guid?)null, line.Quantity, line.Unit, catalog.Find(line.Sku)!.Name,
                }),
            },
            buyer.WholesalerId);
    }

    /// <summary>Shows the cart with its total, the credit figures and the buttons of this version.</summary>
    public async Task ShowAsync(Talk talk, CartShow show, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(show);
        var conversation = talk.Conversation;
        var wholesaler = show.Buyer.WholesalerId;
        var catalog = await CatalogAsync(wholesaler, ct);
        var repriced = Reprice(conversation.Lines, catalog);
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
            Again = question.Times % 2 == 1,
            show.Unknown,
        };
    }

    private async Task AddSummaryAsync(Talk talk, CartShow show, CatalogView catalog, CancellationToken ct)
    {
        var conversation = talk.Conversation;
        var wholesaler = show.Buyer.WholesalerId;
        await db.EnterTenantAsync(wholesaler, ct);
        var lines = Price(conversation.Lines, catalog, catalog.CurrencyDigits);
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
            // Nobody says yes to lines that he could not read.
            var from = (place * LinesInOneBubble) + 1;
            outbox.Add(conversation.Key, ReplyNames.CartLines, new { Lines = part, From = from, To = from + part.Length - 1, shown.Count }, wholesaler, inReplyTo: show.InReplyTo);
        }

        var credit = await figures.ExecuteAsync(wholesaler, show.Buyer.RetailerId!.Value, total, ct);
        var replaced = await ReplacedAsync(conversation, wholesaler, ct);
        // The order whose place it takes gives its credit back in the same decision.
        var back = replaced is { Status: OrderStatus.Placed } ? replaced.Total : 0;
        var after = credit?.AvailableAfter + back;
        var isOver = after < 0 && credit!.Hold is null;
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
                Fits = credit is { Hold: null } && after >= 0,
                credit?.Hold,
                Shortfall = isOver ? Money(-after) : null,
                Available = Money(credit?.Available + back),
                Curable = isOver && replaced is null,
                Replaces = replaced?.Number,
                show.Repriced,
                show.NewPrices,
                show.PriceChanges,
                show.Unknown,
                show.LeftOut,
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
            Price(
                [.. talk.Conversation.Lines.Select(line => line with { Quantity = line.Quantity - before.GetValueOrDefault((line.Sku, line.Unit)) })
                    .Where(line => line.Quantity > 0 && talk.LinesBefore.All(old => old.Sku != line.Sku || old.Unit == line.Unit))],
                catalog, catalog.CurrencyDigits),
            catalog.Currency);
    }

    private string? ExampleOf(CatalogView catalog) => interpretations.ExamplesOf(catalog, 1) is [var example] ? example : null;

    private static IReadOnlyList<LineFact> Facts(IReadOnlyList<PricedLine> lines, string currency) =>
        [.. lines.Select(line => new LineFact(line.Quantity, line.Unit, line.Name, new MoneyFact(line.Total, currency)))];

    private sealed record AboutCart(Guid? Subject, int? Version);
}
