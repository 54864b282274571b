using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a message leaves open is asked, one question at a time, and an answer goes on where the question stopped. The shop's
/// own word for a product is remembered with its answer, so that the same question is not asked twice.
/// </summary>
public sealed class Questions(OrderingDb db, Carts carts, CartBubbles bubbles, Interpretations interpretations)
{
    private const int MostLearnt = 1000;

    /// <summary>What a text means to this shop now.</summary>
    public async Task<Heard> HearAsync(Talk talk, Membership buyer, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(text);
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var learnt = await LearntAsync(buyer.WholesalerId, buyer.RetailerId!.Value, ct);
        var meaning = interpretations.Of(text, catalog, talk.Conversation, talk.Person.Language ?? "en", learnt);
        return new Heard(text, meaning, catalog, interpretations.ExamplesOf(catalog));
    }

    /// <summary>What the shop's words meant last time.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LearntAsync(WholesalerId wholesaler, RetailerId retailer, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        return await db.LearntAliases.AsNoTracking()
            .Where(alias => alias.WholesalerId == wholesaler && alias.RetailerId == retailer)
            .OrderByDescending(alias => alias.LearntAt).Take(MostLearnt).ToDictionaryAsync(alias => alias.Phrase, alias => alias.Sku, ct);
    }

    /// <summary>The cart is changed by what was understood, and what is open is kept to be asked at the turn's end.</summary>
    public async Task ChangeAsync(Talk talk, Membership buyer, Interpretation meaning, CatalogView catalog, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(meaning);
        var conversation = talk.Conversation;
        var open = conversation.OpenQuestions;
        var wasAsked = conversation.Asked is { Kind: AskedKind.AddAgain };
        if (meaning is { IsAnswer: false, Intent: Intent.Order or Intent.Reorder, Questions: [], Lines: not [] } && IsWholeCart(conversation, meaning.Lines))
        {
            talk.ShowCart(buyer, show => show with { IsSameAgain = !wasAsked, Unknown = [.. show.Unknown, .. meaning.Unknown] });
            return;
        }

        if (meaning.IsAnswer && open is [{ Kind: QuestionKind.Product, Name.Length: > 0 } asked, ..])
        {
            var sku = meaning.Lines.Take(meaning.AnsweredLines).Select(line => line.Sku).Concat(meaning.Questions.Select(question => question.Sku)).FirstOrDefault(found => found is not null);
            await LearnAsync(buyer, asked.Name, sku, ct);
        }

        // Asked once more it keeps its count, so that it has other words.
        var news = meaning.Questions.Select(OpenQuestion.Of).Select(one => one with { Times = open.FirstOrDefault(one.IsLike)?.Times ?? 0 }).ToList();
        // "How many instead?" need not be answered: whoever writes something else has thought of something else.
        var left = (meaning.IsAnswer ? open.Skip(1) : open.Where(old => old.Operation != LineOperation.Set)).Where(old => !news.Exists(old.IsLike));
        conversation.Ask([.. news, .. left]);
        // "How many instead?" is answered by the new quantity.
        var changes = meaning.IsAnswer && open is [{ Operation: LineOperation.Set }, ..] ? [.. meaning.Lines.Select((line, i) => i < meaning.AnsweredLines ? line with { Operation = LineOperation.Set } : line)] : meaning.Lines;
        var tooMany = Carts.Put(conversation, Carts.Apply(conversation.Lines, changes, catalog), catalog);
        talk.ShowCart(buyer, show => show with { Unknown = [.. show.Unknown, .. meaning.Unknown], TooMany = [.. show.TooMany, .. tooMany] });
    }

    /// <summary>A yes or no to the cart gives up what is still open; it is said, and the cart is shown for his yes.</summary>
    public static void LeaveOut(Talk talk, Membership buyer)
    {
        ArgumentNullException.ThrowIfNull(talk);
        // What was only to be changed stays in the cart as it is.
        var left = talk.Conversation.OpenQuestions.Where(question => question.Operation == LineOperation.Add).Select(question => question.Text).ToList();
        talk.Conversation.Ask([]);
        // A second tap on the same button has not seen it either.
        talk.Conversation.AskAnew();
        talk.ShowCart(buyer, show => show with { LeftOut = [.. show.LeftOut, .. left] });
    }

    /// <summary>The list that came twice is meant twice.</summary>
    public async Task AddAgainAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        Carts.Put(talk.Conversation, [.. talk.Conversation.Lines.Select(line => line with { Quantity = 2 * line.Quantity })], catalog);
        talk.ShowCart(buyer);
    }

    /// <summary>A tap on a line of the cart: how many instead?</summary>
    public async Task AskAboutLineAsync(Talk talk, Membership buyer, Guid tapped, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        if (conversation.WholesalerId == buyer.WholesalerId && conversation.Lines.FirstOrDefault(one => Carts.IdOf(conversation, one) == tapped) is { } line)
        {
            var name = (await carts.CatalogAsync(buyer.WholesalerId, ct)).Find(line.Sku)?.Name ?? line.Sku;
            var about = OpenQuestion.AboutLine(line, name);
            conversation.Ask(
            [
                about with { Times = conversation.OpenQuestions.FirstOrDefault(about.IsLike)?.Times ?? 0 },
                .. conversation.OpenQuestions.Where(question => question.Operation != LineOperation.Set && !question.IsLike(about)),
            ]);
            talk.ShowCart(buyer);
        }
        else
        {
            talk.ShowCart(buyer, show => show with { IsOlder = true });
        }
    }

    /// <summary>A tap on one of the products that a question offered; on an older question it changes nothing.</summary>
    public async Task ChooseAsync(Talk talk, Membership buyer, Guid choice, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        var open = conversation.OpenQuestions;
        if (open.FirstOrDefault(question => question.Choices.Any(one => one.Id == choice)) is { } asked && conversation.WholesalerId == buyer.WholesalerId)
        {
            conversation.Ask([asked, .. open.Where(question => question != asked)]);
            var place = asked.Choices.Index().First(one => one.Item.Id == choice).Index + 1;
            var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
            var meaning = interpretations.Of(place.ToString(CultureInfo.InvariantCulture), catalog, conversation, talk.Person.Language ?? "en");
            await ChangeAsync(talk, buyer, meaning, catalog, ct);
        }
        else
        {
            talk.ShowCart(buyer);
        }
    }

    /// <summary>"Same as last time": the newest order's lines, at today's prices, beside what is in the cart.</summary>
    public async Task ReorderAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var last = await db.Orders.AsNoTracking().Include(order => order.Lines).NewestOf(buyer).FirstOrDefaultAsync(ct);
        if (last is null && talk.Conversation.Lines.Count > 0)
        {
            talk.ShowCart(buyer);
        }
        else if (last is null)
        {
            await bubbles.AnswerEmptyAsync(talk, buyer, ct);
        }
        else
        {
            await ReorderAsync(talk, buyer, last, ct);
        }
    }

    /// <summary>The same for one order: what costs another price now is said, and what is not sold any more is named.</summary>
    public async Task ReorderAsync(Talk talk, Membership buyer, Order order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(order);
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var lines = order.Lines.OrderBy(line => line.Position).Select(line => (Line: line, Price: catalog.Find(line.Sku)?.PriceOf(line.Unit))).ToList();
        await ChangeAsync(
            talk, buyer,
            new Interpretation(
                Intent.Reorder,
                [.. lines.Where(one => one.Price is not null).Select(one => new LineIntent(one.Line.Sku, one.Line.Quantity, one.Line.Unit, LineOperation.Add, one.Line.Name))],
                [.. lines.Where(one => one.Price is null).Select(one => one.Line.Name)], [], null),
            catalog, ct);
        MoneyFact Money(decimal amount) => new(amount, catalog.Currency);
        var changed = lines.Where(one => one.Price is { } now && now != one.Line.UnitPrice)
            .Select(one => new PriceFact(one.Line.Name, one.Line.Unit, Money(one.Line.UnitPrice), Money(one.Price!.Value))).ToList();
        talk.ShowCart(buyer, show => show with { IsSameAgain = talk.Show!.IsSameAgain, NewPrices = changed, Repriced = show.Repriced || changed.Count > 0 });
    }

    /// <summary>Whether the lines say once more what is in the cart, all of it and nothing else.</summary>
    private static bool IsWholeCart(Conversation conversation, IReadOnlyList<LineIntent> lines)
    {
        var said = lines.Where(line => line.Operation == LineOperation.Add).GroupBy(line => (line.Sku, line.Unit)).ToDictionary(same => same.Key, same => same.Sum(line => line.Quantity));
        return lines.All(line => line.Operation == LineOperation.Add) && said.Count == conversation.Lines.Count
            && conversation.Lines.All(line => said.GetValueOrDefault((line.Sku, line.Unit)) == line.Quantity);
    }

    private async Task LearnAsync(Membership buyer, string phrase, string? sku, CancellationToken ct)
    {
        if (sku is not null && phrase.Length <= 100)
        {
            await db.EnterTenantAsync(buyer.WholesalerId, ct);
            await db.Database.ExecuteSqlAsync($"""
                insert into learnt_alias (wholesaler_id, retailer_id, phrase, sku) values ({buyer.WholesalerId.Value}, {buyer.RetailerId!.Value.Value}, {phrase}, {sku})
                on conflict (wholesaler_id, retailer_id, phrase) do update set sku = excluded.sku, learnt_at = clock_now()
                """, ct);
        }
    }
}

/// <summary>A text as it is understood in this shop's catalog, and lines that could be typed there.</summary>
public sealed record Heard(string Text, Interpretation Meaning, CatalogView Catalog, IReadOnlyList<string> Examples);
