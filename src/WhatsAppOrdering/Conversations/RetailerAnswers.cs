using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop asks or tells besides its order: figures, prices, a payment, the wish for a person or for another language.</summary>
public sealed class RetailerAnswers(OrderingDb db, ReadFigures figures, Statements statements, OfficeNotes notes, Outbox outbox)
{
    private const int OrdersShown = 5;

    public async Task HandleAsync(Talk talk, Membership buyer, Heard heard, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(heard);
        var (text, meaning, catalog, examples) = heard;
        var example = examples.Count > 0 ? examples[0] : null;
        switch (meaning.Intent)
        {
            case Intent.Balance:
                await BalanceAsync(talk, buyer, ct);
                break;
            case Intent.Statement:
                await statements.AnswerAsync(talk, buyer, ct);
                break;
            case Intent.Price:
                if (meaning.Subjects is [var asked] && catalog.Find(asked) is { } product)
                {
                    // "To order, write how many": then a number is enough.
                    talk.Conversation.Ask([OpenQuestion.HowMany(product), .. talk.Conversation.OpenQuestions.Where(question => question.Sku != asked)]);
                }

                talk.Answer(outbox, ReplyNames.Price, new { Prices = PricesOf(meaning.Subjects, catalog), Product = catalog.Snapshot.Products.Count > 0 ? catalog.Snapshot.Products[0].Name : null }, buyer.WholesalerId);
                break;
            case Intent.Payment:
                await PaymentAsync(talk, buyer, text, meaning.Amount, catalog.Currency, ct);
                break;
            case Intent.Human:
                await AskForPersonAsync(talk, buyer, text, ct);
                break;
            case Intent.Stop:
                talk.Answer(outbox, ReplyNames.StopNoted, new { }, buyer.WholesalerId);
                break;
            case Intent.Language:
                await SpeakAsync(talk, text, ct);
                break;
            case Intent.Greeting:
                talk.Answer(outbox, ReplyNames.Greeting, new { Shop = await ShopAsync(buyer, ct), Example = example, WholesalerId = buyer.WholesalerId.Value, Subject = await LastOrderAsync(buyer, ct) }, buyer.WholesalerId);
                break;
            case Intent.Help:
                talk.Answer(outbox, ReplyNames.Help, new { Examples = examples, WholesalerId = buyer.WholesalerId.Value, Subject = await LastOrderAsync(buyer, ct) }, buyer.WholesalerId);
                break;
            case Intent.Status or Intent.Confirm or Intent.Keep:
                await StatusAsync(talk, buyer, meaning.OrderNumber, example, ct);
                break;
            default:
                talk.Answer(outbox, meaning.IsThanks ? ReplyNames.Welcome : ReplyNames.NotUnderstood, new { meaning.Unknown, Example = example }, buyer.WholesalerId);
                break;
        }
    }

    /// <summary>The office is told that somebody wants to be called.</summary>
    /// <param name="text">His words; null for a tap.</param>
    public async Task AskForPersonAsync(Talk talk, Membership buyer, string? text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await notes.AddAsync(talk, buyer, "human", null, text, null, ct);
        talk.Answer(outbox, ReplyNames.HumanTold, new { }, buyer.WholesalerId);
    }

    /// <summary>Speaks the language that is named, or asks which.</summary>
    public async Task SpeakAsync(Talk talk, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (ReplyLanguage.NamedIn(text) is { } language)
        {
            await SpeakAsync(talk, language, ct);
        }
        else
        {
            talk.Answer(outbox, ReplyNames.ChooseLanguage, new { Languages = ReplyLanguage.All.Select(one => new { one.Id, one.Name }) }, talk.Conversation.WholesalerId);
        }
    }

    /// <summary>From the next reply on, this one included, the person is written to in that language.</summary>
    public async Task SpeakAsync(Talk talk, ReplyLanguage language, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(language);
        var person = talk.Person;
        await db.People.Where(found => found.PhoneNumberId == person.PhoneNumberId && found.Id == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(found => found.Language, language.Code), ct);
        talk.Answer(outbox, ReplyNames.LanguageChosen, new { }, talk.Conversation.WholesalerId);
    }

    /// <summary>The last orders, or the one that was named.</summary>
    private async Task StatusAsync(Talk talk, Membership buyer, long? number, string? example, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var orders = await db.Orders.AsNoTracking()
            .Where(order => order.WholesalerId == buyer.WholesalerId && order.RetailerId == buyer.RetailerId)
            .Where(order => number == null || order.Number == number)
            .OrderByDescending(order => order.PlacedAt).Take(OrdersShown).ToListAsync(ct);
        if (number is not null && orders.Count == 0)
        {
            talk.Answer(outbox, ReplyNames.NoSuchOrder, new { Number = number }, buyer.WholesalerId);
            return;
        }

        talk.Answer(
            outbox, ReplyNames.Status,
            new
            {
                Orders = orders.Select(order => new
                {
                    order.Number, State = order.Status.ToString(), Total = new MoneyFact(order.Amount, order.Currency), At = order.PlacedAt,
                    ExpiresAt = order.Status == OrderStatus.Placed ? order.ExpiresAt : (DateTimeOffset?)null,
                }),
                Example = example,
            },
            buyer.WholesalerId);
    }

    /// <summary>What is said to be paid goes to the office: only its booking, against the money, changes the balance.</summary>
    private async Task PaymentAsync(Talk talk, Membership buyer, string text, decimal? amount, string currency, CancellationToken ct)
    {
        await notes.AddAsync(talk, buyer, "payment", null, text, null, ct);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var credit = await figures.ExecuteAsync(buyer.WholesalerId, buyer.RetailerId!.Value, wish: 0, ct);
        talk.Answer(
            outbox, ReplyNames.PaymentNoted,
            new { Amount = amount is { } paid ? new MoneyFact(paid, currency) : null, Owed = credit is { Owed: > 0 and var owed } ? new MoneyFact(owed, credit.Currency) : null },
            buyer.WholesalerId);
    }

    private async Task BalanceAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var credit = await figures.ExecuteAsync(buyer.WholesalerId, buyer.RetailerId!.Value, wish: 0, ct);
        MoneyFact? Money(decimal? amount) => amount is { } value ? new MoneyFact(value, credit!.Currency) : null;
        talk.Answer(
            outbox, ReplyNames.Balance,
            new { Limit = Money(credit?.Limit), Held = Money(credit?.Held), Owed = Money(credit?.Owed), Available = Money(credit?.Available), credit?.Hold, credit?.IsClosed, credit?.IsSuspended, BeingChecked = credit?.IsBeingChecked },
            buyer.WholesalerId);
    }

    /// <summary>For the button that orders the same once more; null before the first order.</summary>
    private async Task<Guid?> LastOrderAsync(Membership buyer, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        return (await db.Orders.AsNoTracking().NewestOf(buyer).FirstOrDefaultAsync(ct))?.Id.Value;
    }

    private async Task<string> ShopAsync(Membership buyer, CancellationToken ct) =>
        await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == buyer.WholesalerId && retailer.Id == buyer.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);

    private static List<PriceFact> PricesOf(IReadOnlyList<string> skus, CatalogView catalog) =>
        [.. skus.Select(catalog.Find).OfType<CatalogProduct>()
            .Where(product => product.PriceOf(product.DefaultUnit) is not null)
            .Select(product => new PriceFact(product.Name, new MoneyFact(product.PriceOf(product.DefaultUnit)!.Value, catalog.Currency), product.DefaultUnit))];

    private sealed record PriceFact(string Name, MoneyFact Price, string Unit);
}
