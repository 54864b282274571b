using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a message leaves open is asked, one question at a time, and an answer goes on where the question stopped. The shop's
/// own word for a product is remembered with its answer, so that the same question is not asked twice.
/// </summary>
public sealed class Questions(OrderingDb db, Carts carts, Interpretations interpretations)
{
    private const int MostLearnt = 1000;

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
        if (meaning.IsAnswer && open is [{ Kind: QuestionKind.Product, Name.Length: > 0 } asked, ..])
        {
            var sku = meaning.Lines.Select(line => line.Sku).Concat(meaning.Questions.Select(question => question.Sku)).FirstOrDefault(found => found is not null);
            await LearnAsync(buyer, asked.Name, sku, ct);
        }

        var news = meaning.Questions.Select(OpenQuestion.Of).ToList();
        var left = (meaning.IsAnswer ? open.Skip(1) : open).Where(old => !news.Exists(one => one.Name == old.Name));
        conversation.Ask([.. news, .. left]);
        var lines = Carts.Apply(conversation.Lines, meaning.Lines, catalog);
        if (!lines.SequenceEqual(conversation.Lines))
        {
            conversation.Change(lines);
        }

        talk.ShowCart(buyer, meaning.Unknown);
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
            talk.ShowCart(buyer, []);
        }
    }

    /// <summary>"Same as last time": the newest order's lines, at today's prices, beside what is in the cart.</summary>
    public async Task ReorderAsync(Talk talk, Membership buyer, CatalogView catalog, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(catalog);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var last = await db.Orders.AsNoTracking().Include(order => order.Lines)
            .Where(order => order.WholesalerId == buyer.WholesalerId && order.RetailerId == buyer.RetailerId)
            .OrderByDescending(order => order.PlacedAt).FirstOrDefaultAsync(ct);
        var lines = (last?.Lines ?? []).OrderBy(line => line.Position).ToList();
        var sold = lines.Where(line => catalog.Find(line.Sku)?.PriceOf(line.Unit) is not null)
            .Select(line => new LineIntent(line.Sku, line.Quantity, line.Unit, LineOperation.Add, line.Name));
        var meaning = new Interpretation(Intent.Reorder, [.. sold], [.. lines.Where(line => catalog.Find(line.Sku)?.PriceOf(line.Unit) is null).Select(line => line.Name)], [], null);
        await ChangeAsync(talk, buyer, meaning, catalog, ct);
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
