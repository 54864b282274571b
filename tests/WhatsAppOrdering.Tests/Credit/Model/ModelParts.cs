using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>An order as the rules know it. A rupee buys three pieces when it is placed: what one costs, no number of digits says.</summary>
internal sealed class ModelOrder(string status, decimal total, int day)
{
    public const int PiecesOfARupee = 3;

    public string Status { get; set; } = status;

    public decimal Pieces { get; set; } = total * PiecesOfARupee;

    /// <summary>What a rise of the price begins at.</summary>
    public decimal Price { get; private set; } = 0.34m;

    /// <summary>What all that was ordered costs.</summary>
    public decimal Total { get; private set; } = total;

    /// <summary>What it comes to now: the share of what is left.</summary>
    public decimal Amount => Rounded(Total * Pieces / Ordered);

    private decimal Ordered { get; } = total * PiecesOfARupee;

    /// <summary>What it still uses of the line, and how much of that is held.</summary>
    public decimal Used { get; set; }

    public decimal Held { get; set; }

    public ModelDebt? Debt { get; set; }

    public decimal TotalAt(decimal price) => Rounded(Ordered * price);

    public void Raise(decimal price) => (Price, Total) = (price, TotalAt(price));

    public bool IsOpen => Status is "Placed" or "AwaitingApproval";

    /// <summary>Two hours to confirm; the story counts in days.</summary>
    public bool IsOverdue(int today) => IsOpen && today > day;

    private static decimal Rounded(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}

internal sealed class ModelDebt(decimal amount)
{
    public decimal Amount { get; set; } = amount;

    public decimal Open { get; set; }

    /// <summary>The day, and a count that tells two debts of a day apart; null: the goods are not there yet.</summary>
    public (int Day, int Count)? Due { get; set; }
}

internal sealed class ModelPayment(decimal amount)
{
    public decimal Amount => amount;

    public bool Bounced { get; set; }
}

/// <summary>An answer as one line of text: whatever a caller is told.</summary>
internal static class Told
{
    public static string Figures(decimal used, decimal held, decimal owed, decimal limit, decimal available, long seq) =>
        $"used {used:0.##}, held {held:0.##}, owed {owed:0.##}, limit {limit:0.##}, available {available:0.##}, seq {seq}";

    public static string Books(Books books) => $"in the books used {books.Used:0.##}, held {books.Held:0.##}; entries {books.Entries}; orders {books.Orders}";

    public static string Asked(decimal amount, decimal projected, decimal shortfall) => $"; amount {amount:0.##}, projected {projected:0.##}, shortfall {shortfall:0.##}";

    public static string Outlook(string code, bool curable, decimal fits, decimal overdue, decimal? toPay, decimal? next) =>
        $"; {code}{(curable ? ", curable" : "")}, fits {fits:0.##}, overdue {overdue:0.##}, to pay {toPay:0.##}, next due {next:0.##}";

    public static string Posted(bool wrote, decimal released, string? code) => $"; {(wrote ? "entry" : "no entry")}, released {released:0.##} {code}".TrimEnd();
}
