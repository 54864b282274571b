namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>What a line's books say: its figures, its debts, the limits, and whether a wish fits.</summary>
internal sealed class LineBook
{
    private readonly List<ModelDebt> _debts = [];
    private readonly List<string> _entries = [];
    private int _count;

    public int Today { get; set; }

    public int TermsDays { get; set; } = 15;

    public int GraceDays { get; set; }

    public decimal Base { get; set; } = 100_000;

    public (decimal Limit, int From, int Until)? Temporary { get; set; }

    public decimal? OrderMaximum { get; set; }

    public bool OnHold { get; set; }

    public bool Closed { get; set; }

    public decimal Used { get; set; }

    public decimal Held { get; set; }

    /// <summary>Without the first, which opened the line.</summary>
    public string Entries => string.Join(", ", _entries);

    private decimal Limit => Temporary is { } now && Today >= now.From && Today < now.Until ? now.Limit : Base;

    public static bool IsCurable(string code) => code is "OVERDUE" or "ORDER_TOO_LARGE" or "INSUFFICIENT_CREDIT";

    /// <param name="free">What counts as free besides: the order whose place is taken.</param>
    public string? Refusal(decimal amount, decimal free = 0) =>
        Closed ? "CREDIT_CLOSED"
        : OnHold ? "CREDIT_BLOCKED"
        : Overdue(GraceDays) > 0 ? "OVERDUE"
        : amount > OrderMaximum ? "ORDER_TOO_LARGE"
        : Used - free + amount > Limit ? "INSUFFICIENT_CREDIT"
        : null;

    public string Asked(decimal amount, decimal free = 0) => Told.Asked(amount, Used - free + amount, Math.Max(Used - free + amount - Limit, 0));

    public string Outlook(string refusal, bool curable, decimal free = 0) => Told.Outlook(
        refusal, curable, Math.Max(Math.Min(Limit - (Used - free), OrderMaximum ?? decimal.MaxValue), 0), Overdue(0), ToPay(),
        _debts.Where(debt => debt is { Open: > 0, Due: not null }).MinBy(debt => debt.Due)?.Open);

    public ModelDebt Owe(decimal amount, bool isDue)
    {
        var debt = new ModelDebt(amount);
        _debts.Add(debt);
        if (isDue)
        {
            FallsDue(debt);
        }

        return debt;
    }

    public void FallsDue(ModelDebt debt) => debt.Due = (Today + TermsDays, ++_count);

    public string Debit(ModelOrder order, decimal amount)
    {
        (Used, Held, order.Used, order.Held) = (Used + amount, Held + amount, order.Used + amount, order.Held + amount);
        Write("DEBIT", amount);
        return Figures();
    }

    public decimal GiveBack(ModelOrder order, decimal keep)
    {
        var released = order.Used - keep;
        if (released > 0)
        {
            var ofHeld = Math.Min(order.Held, released);
            (Used, Held, order.Used, order.Held) = (Used - released, Held - ofHeld, keep, order.Held - ofHeld);
            order.Debt?.Amount = keep;
            Write("REVERSAL", released);
        }

        return released;
    }

    public void Write(string kind, decimal amount) => _entries.Add($"{kind} {amount:0.##}");

    public string Post(string kind, decimal amount)
    {
        Write(kind, amount);
        return Figures() + Told.Posted(true, 0, null);
    }

    public string Unchanged(string? code = null) => Figures() + Told.Posted(false, 0, code);

    /// <summary>Whatever was done, payments settle the oldest debts first: what is owed is open of the newest.</summary>
    public string Figures(decimal free = 0)
    {
        var owed = Math.Max(Used - Held, 0);
        foreach (var debt in Enumerable.Reverse(_debts))
        {
            debt.Open = Math.Min(debt.Amount, owed);
            owed -= debt.Open;
        }

        return Told.Figures(Used - free, Held - free, Used - Held, Limit, Limit - Used + free, 1 + _entries.Count);
    }

    /// <summary>Payments settle the oldest first, so what is older than the last that is late comes before it.</summary>
    private decimal ToPay() =>
        _debts.Take(1 + _debts.FindLastIndex(debt => debt.Open > 0 && debt.Due?.Day + GraceDays <= Today)).Sum(debt => debt.Open);

    private decimal Overdue(int graceDays) => _debts.Where(debt => debt.Due?.Day + graceDays <= Today).Sum(debt => debt.Open);
}
