namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>The rules of credit, written as plainly as can be: what each act does to one line, and what is answered.</summary>
internal sealed class LineModel
{
    public LineBook Book { get; } = new();

    public List<ModelOrder> Orders { get; } = [];

    public List<ModelPayment> Payments { get; } = [];

    /// <summary>What was placed under each key, and the answer.</summary>
    public List<(decimal Amount, bool Ask, string Answer)> Keys { get; } = [];

    public string States => string.Join(", ", Orders.Select(order => order.Status));

    public string Place(decimal amount, bool ask)
    {
        var answer = Place(amount, ask, null);
        Keys.Add((amount, ask, answer));
        return answer;
    }

    /// <summary>Another order in an unconfirmed one's place: as if that one had ended already, if it is granted; else it stands.</summary>
    public string Replace(ModelOrder order, decimal amount) =>
        IsNotNow(order, "Placed") is not null ? $"not replaced: {order.Status}" : Place(amount, false, order);

    public string Approve(ModelOrder order, bool raiseLimit)
    {
        if (IsNotNow(order, "AwaitingApproval") is { } state)
        {
            return state;
        }

        var (asked, refusal) = (Book.Asked(order.Amount), Book.Refusal(order.Amount));
        if (refusal is not null && !LineBook.IsCurable(refusal))
        {
            return Book.Figures() + asked + Book.Outlook(refusal, curable: false);
        }

        if (refusal is not null)
        {
            Book.Write("OVERRIDE", order.Amount);
        }

        order.Status = "Placed";
        var answer = Book.Debit(order, order.Amount);
        if (!raiseLimit)
        {
            return answer;
        }

        if (Book.Used <= Book.Base)
        {
            return Book.Unchanged();
        }

        Book.Base = Book.Used;
        return Book.Post("LIMIT", Book.Base);
    }

    /// <summary>Each piece is to cost so much, and the shop says yes: the whole order must be allowed, as if it were wished anew.</summary>
    public string Raise(ModelOrder order, decimal price)
    {
        if (IsNotNow(order, "Placed") is { } state)
        {
            return state;
        }

        var total = order.TotalAt(price);
        if (Book.Refusal(total, order.Used) is { } refusal)
        {
            return Book.Figures() + Book.Asked(total, order.Used) + Book.Outlook(refusal, curable: false, order.Used);
        }

        order.Raise(price);
        return Book.Debit(order, total - order.Used);
    }

    /// <param name="pieces">Null for all of them.</param>
    public string Confirm(ModelOrder order, decimal? pieces)
    {
        if (IsNotNow(order, "Placed") is { } state)
        {
            return state;
        }

        if (Cut(order, pieces))
        {
            return "misfit";
        }

        var released = Book.GiveBack(order, order.Amount);
        (Book.Held, order.Held) = (Book.Held - order.Held, 0);
        Book.Write("CONFIRM", order.Amount);
        order.Status = "Confirmed";
        order.Debt = Book.Owe(order.Amount, isDue: false);
        return Book.Figures() + Told.Posted(true, released, null);
    }

    public string Dispatch(ModelOrder order)
    {
        if (order.Status != "Confirmed")
        {
            return $"not now: {order.Status}";
        }

        order.Status = "Dispatched";
        return Book.Figures();
    }

    public string Deliver(ModelOrder order, decimal? pieces)
    {
        if (order.Status is not ("Confirmed" or "Dispatched"))
        {
            return $"not now: {order.Status}";
        }

        if (Cut(order, pieces))
        {
            return "misfit";
        }

        var released = Book.GiveBack(order, order.Amount);
        order.Status = "Delivered";
        Book.FallsDue(order.Debt!);
        return Book.Figures() + Told.Posted(released > 0, released, null);
    }

    public string Cancel(ModelOrder order) => End(order, "Cancelled", "AwaitingApproval", "Placed", "Confirmed", "Dispatched");

    public string Reject(ModelOrder order) => End(order, "Rejected", "AwaitingApproval", "Placed");

    /// <summary>What the sweeper does to one order.</summary>
    public string Expire(ModelOrder order)
    {
        var isOver = order.IsOverdue(Book.Today);
        IsNotNow(order);
        return $"{isOver}";
    }

    public string Pay(decimal amount)
    {
        Payments.Add(new ModelPayment(amount));
        Book.Used -= amount;
        return Book.Post("CREDIT", amount);
    }

    public string PayAgain(ModelPayment payment, decimal amount) => Book.Unchanged(amount == payment.Amount ? null : "IDEMPOTENCY_CONFLICT");

    public string Bounce(ModelPayment payment)
    {
        if (payment.Bounced)
        {
            return Book.Unchanged();
        }

        (payment.Bounced, Book.Used) = (true, Book.Used + payment.Amount);
        return Book.Post("PAYMENT_REVERSAL", payment.Amount);
    }

    public string Adjust(decimal amount)
    {
        Book.Used += amount;
        if (amount > 0)
        {
            Book.Owe(amount, isDue: true);
        }

        return Book.Post("ADJUSTMENT", Math.Abs(amount));
    }

    /// <summary>Limit, order maximum, terms or grace: each is set and written down with the limit.</summary>
    public string Set(Action<LineBook> change)
    {
        change(Book);
        return Book.Post("LIMIT", Book.Base);
    }

    public string SetTemporaryLimit(decimal? limit, int days)
    {
        Book.Temporary = limit is { } amount ? (amount, Book.Today, Book.Today + days) : null;
        return Book.Post("TEMPORARY_LIMIT", limit ?? 0);
    }

    public string Hold(bool on)
    {
        if (!on && !Book.OnHold)
        {
            return "WO003: The credit line is not on hold: there is nothing to lift.";
        }

        Book.OnHold = on;
        return Book.Post(on ? "HOLD" : "RELEASE_HOLD", 0);
    }

    public string Close()
    {
        var was = Book.Closed;
        Book.Closed = true;
        return was ? Book.Unchanged() : Book.Post("CLOSE", 0);
    }

    private string Place(decimal amount, bool ask, ModelOrder? replaced)
    {
        var free = replaced?.Used ?? 0;
        var (asked, refusal) = (Book.Asked(amount, free), Book.Refusal(amount, free));
        if (refusal is null || (ask && LineBook.IsCurable(refusal)))
        {
            Orders.Add(new ModelOrder(refusal is null ? "Placed" : "AwaitingApproval", amount, Book.Today));
        }

        if (refusal is not null)
        {
            return Book.Figures(free) + asked + Book.Outlook(refusal, LineBook.IsCurable(refusal), free);
        }

        if (replaced is not null)
        {
            Book.GiveBack(replaced, 0);
            replaced.Status = "Cancelled";
        }

        return Book.Debit(Orders[^1], amount) + asked;
    }

    private string End(ModelOrder order, string status, params string[] from)
    {
        if (IsNotNow(order, from) is { } state)
        {
            return state;
        }

        var released = Book.GiveBack(order, 0);
        order.Status = status;
        return Book.Figures() + Told.Posted(released > 0, released, null);
    }

    /// <summary>What the state forbids; an order whose time is over ends now.</summary>
    private string? IsNotNow(ModelOrder order, params string[] allowed)
    {
        if (order.IsOverdue(Book.Today))
        {
            Book.GiveBack(order, 0);
            order.Status = "Expired";
        }

        return allowed.Contains(order.Status) ? null : $"not now: {order.Status}";
    }

    private static bool Cut(ModelOrder order, decimal? pieces)
    {
        if (pieces <= 0 || pieces > order.Pieces)
        {
            return true;
        }

        order.Pieces = pieces ?? order.Pieces;
        return false;
    }
}
