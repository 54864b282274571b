namespace WhatsAppOrdering.Conversations;

/// <summary>What a yes or a no answers besides the cart: the last question of that kind, until the cart is shown or something is decided.</summary>
/// <param name="At">When it was asked: a word that was written before is no answer to it.</param>
/// <param name="Times">How often in a row, so that nobody reads the same words twice.</param>
public sealed record Asked(AskedKind Kind, Guid? Order, DateTimeOffset At, int Times = 1);

/// <summary>Whether an order is to be cancelled, which of several, whether the same list is meant twice, or what to do with a cart that was refused.</summary>
public enum AskedKind
{
    CancelOrder,
    WhichOrder,
    AddAgain,
    Refused,
}
