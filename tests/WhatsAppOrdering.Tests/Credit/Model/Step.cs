using FsCheck;
using FsCheck.Fluent;

namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>What can be done to a line or to one of its orders.</summary>
public enum Act
{
    Place,
    PlaceOrAsk,
    SameKey,
    SameKeyOtherBody,

    // From here to Expire: done to an order.
    Replace,
    Approve,
    ApproveAndRaiseLimit,
    Raise,
    Confirm,
    ConfirmPart,
    Dispatch,
    Deliver,
    DeliverShort,
    Cancel,
    Reject,
    Expire,

    Pay,
    SameReference,
    SameReferenceOtherAmount,
    Bounce,
    OweMore,
    OweLess,
    Limit,
    OrderMaximum,
    NoOrderMaximum,
    TermsDays,
    GraceDays,
    TemporaryLimit,
    EndTemporaryLimit,
    Hold,
    Lift,
    Close,
    DaysPass,
}

/// <summary>One thing that is done.</summary>
/// <param name="Line">0 or 1: of the two lines of a story.</param>
/// <param name="Pick">Which of the line's orders, keys or payments, counted round and round.</param>
/// <param name="Amount">In whole rupees; of days, their number.</param>
internal sealed record Step(Act Act, int Line, int Pick, int Amount)
{
    private const int MostSteps = 30;

    /// <summary>Each story draws on a part of the acts only, and so comes further with them.</summary>
    public static Gen<Step[]> Stories { get; } = Gen.SubListOf(Enum.GetValues<Act>()).SelectMany(Of);

    /// <summary>Stories in which these acts come often.</summary>
    public static Gen<Step[]> Of(IList<Act> favourites) =>
        from count in Gen.Choose(1, MostSteps)
        from steps in Gen.ArrayOf(One(favourites), count)
        select steps;

    public override string ToString() => $"line {(Line == 0 ? 'A' : 'B')}: {Act} #{Pick} {Amount}";

    /// <summary>Shorter stories first, then rounder amounts and earlier picks.</summary>
    public static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var length = steps.Length / 2; length >= 1; length /= 2)
        {
            for (var at = 0; at + length <= steps.Length; at += length)
            {
                if (length < steps.Length)
                {
                    yield return [.. steps[..at], .. steps[(at + length)..]];
                }
            }
        }

        for (var at = 0; at < steps.Length; at++)
        {
            foreach (var simpler in steps[at].Simpler())
            {
                yield return [.. steps[..at], simpler, .. steps[(at + 1)..]];
            }
        }
    }

    private IEnumerable<Step> Simpler()
    {
        if (Line > 0)
        {
            yield return this with { Line = 0 };
        }

        if (Pick > 0)
        {
            yield return this with { Pick = 0 };
        }

        foreach (var round in new[] { 1, 10_000, Amount / 10_000 * 10_000, Amount / 1000 * 1000, Amount / 2 }.Where(round => round > 0 && round < Amount))
        {
            yield return this with { Amount = round };
        }
    }

    private static Gen<Step> One(IList<Act> favourites) =>
        from act in Gen.Frequency([
            (6, Gen.Constant(Act.Place)), (3, Gen.Constant(Act.PlaceOrAsk)), (3, Gen.Constant(Act.Confirm)), (3, Gen.Constant(Act.Deliver)), (1, Gen.Constant(Act.DaysPass)),
            .. favourites.Select(act => (act is Act.Close ? 1 : 2, Gen.Constant(act))),
        ])
        from line in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)))
        from pick in Gen.Choose(0, 5)
        from amount in Gen.Frequency((3, Gen.Choose(1, 12).Select(tens => tens * 10_000)), (2, Gen.Choose(1, 120).Select(thousands => thousands * 1000)), (1, Gen.Choose(1, 120_000)))
        select new Step(act, line, pick, act == Act.DaysPass ? 1 + (amount / 1000 % 16) : amount);
}
