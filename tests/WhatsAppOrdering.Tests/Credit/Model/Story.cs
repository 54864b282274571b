using System.Data.Common;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>Steps on two fresh lines, each done by the service and by the model, whose answers must be the same to the last figure.</summary>
internal sealed class Story(BooksUnderTest books)
{
    private readonly List<string> _told = [];
    private Side[] _sides = [];

    /// <summary>What was done and answered so far.</summary>
    public string Text => string.Join('\n', _told);

    /// <exception cref="StoryException">The service and the model disagree.</exception>
    public async Task TellAsync(IEnumerable<Step> steps)
    {
        _sides = [.. (await books.OpenLinesAsync(2)).Select(shop => new Side(new LineModel(), new ServiceLine(shop, books)))];
        foreach (var step in steps)
        {
            await DoAsync(step);
        }

        // Nothing is left that would hold credit beyond its time while the next story moves the clock.
        for (var line = 0; line < _sides.Length; line++)
        {
            var (model, service) = _sides[line];
            for (var at = 0; at < model.Orders.Count; at++)
            {
                if (model.Orders[at].IsOpen)
                {
                    await DoAsync(new Step(Act.Cancel, line, at, 1));
                }
            }

            Compare(Told.Books(new Books(model.Book.Used, model.Book.Held, model.Book.Entries, model.States)), Told.Books(await service.BooksAsync()));
        }
    }

    private async Task DoAsync(Step step)
    {
        var (expected, act) = Plan(step, _sides[step.Line]);
        string actual;
        try
        {
            actual = await act();
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            actual = failure.Message.Split('\n')[0];
        }

        _told.Add($"{step} → {actual}");
        Compare(expected, actual);
    }

    private void Compare(string expected, string actual)
    {
        if (actual != expected)
        {
            throw new StoryException($"{Text}\nthe service: {actual}\nthe model:   {expected}");
        }
    }

    /// <summary>The model does it now; the service when it is told to.</summary>
    private (string Expected, Func<Task<string>> Act) Plan(Step step, Side side)
    {
        var (model, service, amount) = (side.Model, side.Service, (decimal)step.Amount);
        switch (step.Act)
        {
            case Act.Place or Act.PlaceOrAsk:
                var ask = step.Act == Act.PlaceOrAsk;
                return (model.Place(amount, ask), () => service.PlaceAsync(amount, ask));
            case Act.SameKey or Act.SameKeyOtherBody when model.Keys.Count > 0:
                var key = step.Pick % model.Keys.Count;
                var first = model.Keys[key];
                return step.Act == Act.SameKey
                    ? ("again: " + first.Answer, () => service.PlaceAgainAsync(key, first.Amount, first.Ask))
                    : ("INVALID IDEMPOTENCY_CONFLICT", () => service.PlaceAgainAsync(key, first.Amount + 1, first.Ask));
            case >= Act.Replace and <= Act.Expire when model.Orders.Count > 0:
                return PlanOfOrder(step, side, step.Pick % model.Orders.Count);
            case Act.Pay:
                return (model.Pay(amount), () => service.PayAsync(amount));
            case Act.SameReference or Act.SameReferenceOtherAmount or Act.Bounce when model.Payments.Count > 0:
                var payment = step.Pick % model.Payments.Count;
                var paid = model.Payments[payment].Amount + (step.Act == Act.SameReference ? 0 : 1);
                return step.Act == Act.Bounce
                    ? (model.Bounce(model.Payments[payment]), () => service.BounceAsync(payment))
                    : (model.PayAgain(model.Payments[payment], paid), () => service.PayAgainAsync(payment, paid));
            case Act.OweMore or Act.OweLess:
                var change = step.Act == Act.OweMore ? amount : -amount;
                return (model.Adjust(change), () => service.AdjustAsync(change));
            case Act.Limit:
                return (model.Set(book => book.Base = amount), () => service.LimitAsync(amount));
            case Act.OrderMaximum or Act.NoOrderMaximum:
                decimal? maximum = step.Act == Act.OrderMaximum ? amount : null;
                return (model.Set(book => book.OrderMaximum = maximum), () => service.TermsAsync("orderMaximum", maximum));
            case Act.TermsDays:
                var terms = step.Amount / 1000 % 4;
                return (model.Set(book => book.TermsDays = terms), () => service.TermsAsync("termsDays", terms));
            case Act.GraceDays:
                return (model.Set(book => book.GraceDays = step.Pick), () => service.TermsAsync("graceDays", step.Pick));
            case Act.TemporaryLimit or Act.EndTemporaryLimit:
                var days = 1 + step.Pick;
                decimal? limit = step.Act == Act.TemporaryLimit ? amount : null;
                return (model.SetTemporaryLimit(limit, days), () => service.TemporaryLimitAsync(limit, days));
            case Act.Hold or Act.Lift:
                return (model.Hold(step.Act == Act.Hold), () => service.HoldAsync(step.Act == Act.Hold));
            case Act.Close:
                return (model.Close(), service.CloseAsync);
            case Act.DaysPass:
                return (PassDays(step.Amount), async () =>
                {
                    await books.Database.MoveClockAsync(TimeSpan.FromDays(step.Amount));
                    return "";
                }
                );
            default:
                return ("nothing to do", () => Task.FromResult("nothing to do"));
        }
    }

    private static (string Expected, Func<Task<string>> Act) PlanOfOrder(Step step, Side side, int at)
    {
        var (model, service, order) = (side.Model, side.Service, side.Model.Orders[at]);
        // From nothing to one piece too many.
        var pieces = ((ModelOrder.PiecesOfARupee * (decimal)step.Amount) + step.Pick) % (order.Pieces + 2);
        var price = order.Price + ((1 + (step.Amount / 1000)) / 100m);
        return step.Act switch
        {
            Act.Replace => (model.Replace(order, step.Amount), () => service.ReplaceAsync(at, step.Amount)),
            Act.Approve => (model.Approve(order, false), () => service.ApproveAsync(at, false)),
            Act.ApproveAndRaiseLimit => (model.Approve(order, true), () => service.ApproveAsync(at, true)),
            Act.Raise => (model.Raise(order, price), () => service.RaiseAsync(at, price)),
            Act.Confirm => (model.Confirm(order, null), () => service.ConfirmAsync(at, null)),
            Act.ConfirmPart => (model.Confirm(order, pieces), () => service.ConfirmAsync(at, pieces)),
            Act.Dispatch => (model.Dispatch(order), () => service.DispatchAsync(at)),
            Act.Deliver => (model.Deliver(order, null), () => service.DeliverAsync(at, null)),
            Act.DeliverShort => (model.Deliver(order, pieces), () => service.DeliverAsync(at, pieces)),
            Act.Cancel => (model.Cancel(order), () => service.CancelAsync(at)),
            Act.Reject => (model.Reject(order), () => service.RejectAsync(at)),
            _ => (model.Expire(order), () => service.ExpireAsync(at)),
        };
    }

    private string PassDays(int days)
    {
        _sides.ToList().ForEach(side => side.Model.Book.Today += days);
        return "";
    }

    private sealed record Side(LineModel Model, ServiceLine Service);
}

/// <summary>The story so far, and the two answers that differ.</summary>
internal sealed class StoryException(string message) : Exception(message);
