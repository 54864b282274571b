namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// What to do about each error code of the Cloud API (Meta's "Error codes" page). One table for the three places that
/// the same codes come from: the answer to a send, a status, and <c>errors</c>.
/// </summary>
public static class ErrorPolicy
{
    /// <summary>The person's identity changed: beside giving up, his links to wholesalers are closed until they know that it is him.</summary>
    public const int IdentityChanged = 137000;

    /// <summary>Limited for spam, for hours: what people wait for most is still tried, slowly; the rest waits.</summary>
    public const int SpamLimited = 131048;

    private static readonly Pace Again = new(2, 2, 300);
    private static readonly Pace Pair = new(1, 4, 1024);
    private static readonly Pace Second = new(2, 2, 300);
    private static readonly Pace Hourly = new(60, 2, 900);
    private static readonly Pace Spam = new(900, 2, 14400);
    private static readonly Pace Circuit = new(300, 1, 300);

    /// <summary>One row for each code or range; no two overlap.</summary>
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new(1, 2, Remedy.RetryLater, ErrorScope.Message, Again, "unknown or unavailable at Meta"),
        new(131000, 131000, Remedy.RetryLater, ErrorScope.Message, Again, "something went wrong at Meta"),
        new(131016, 131016, Remedy.RetryLater, ErrorScope.Message, Again, "service overloaded"),
        new(131057, 131057, Remedy.RetryLater, ErrorScope.Number, Again, "the number is in maintenance, as during an upgrade of its throughput"),
        new(133016, 133016, Remedy.RetryLater, ErrorScope.Message, Again, "registration throttled"),
        new(135000, 135000, Remedy.RetryLater, ErrorScope.Message, Again, "generic error at Meta"),

        new(4, 4, Remedy.SlowDown, ErrorScope.App, Hourly, "the app's call limit"),
        new(80007, 80007, Remedy.SlowDown, ErrorScope.Account, Hourly, "the business account's call limit"),
        new(130429, 130429, Remedy.SlowDown, ErrorScope.Number, Second, "the number's throughput"),
        new(SpamLimited, SpamLimited, Remedy.SlowDown, ErrorScope.Number, Spam, "the number is limited for spam"),
        new(131056, 131056, Remedy.SlowDown, ErrorScope.Pair, Pair, "too many messages to this person"),
        new(131064, 131064, Remedy.SlowDown, ErrorScope.Number, Hourly, "throttled"),

        new(470, 470, Remedy.UseTemplate, ErrorScope.Message, null, "the window is closed (old code)"),
        new(131047, 131047, Remedy.UseTemplate, ErrorScope.Message, null, "the window is closed"),
        new(139200, 139200, Remedy.UseTemplate, ErrorScope.Message, null, "Direct Send is blocked"),

        new(132001, 132001, Remedy.UseOtherTemplate, ErrorScope.Message, null, "no such template in this language, or not approved"),
        new(132015, 132016, Remedy.UseOtherTemplate, ErrorScope.Message, null, "the template is paused or disabled"),

        new(130403, 130403, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "blocked between the person and the business"),
        new(130472, 130472, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "the person is in an experiment of Meta's"),
        new(131021, 131021, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "the sender itself"),
        new(131026, 131026, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "undeliverable"),
        new(131030, 131030, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "not on the test number's list"),
        new(131049, 131050, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "Meta or the person holds marketing back"),
        new(131062, 131062, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "a user id cannot be used here"),
        new(IdentityChanged, IdentityChanged, Remedy.GiveUpOnPerson, ErrorScope.Pair, null, "the person's identity changed: verify before any credit message"),

        new(33, 33, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "unknown object"),
        new(100, 100, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "bad parameter"),
        new(131008, 131009, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "parameter missing or bad"),
        new(131051, 131053, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "type or media not supported"),
        new(132000, 132000, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "number of template parameters wrong"),
        new(132005, 132012, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "template text or parameters wrong"),
        new(132018, 132018, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "template parameters invalid"),
        new(132068, 132069, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "the Flow is blocked or throttled"),
        new(147001, 147005, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "user names"),
        new(2388000, 2388999, Remedy.GiveUpOnMessage, ErrorScope.Message, null, "template creation"),

        new(0, 0, Remedy.HoldAccount, ErrorScope.App, Circuit, "not authenticated"),
        new(3, 3, Remedy.HoldAccount, ErrorScope.App, Circuit, "the app lacks a capability"),
        new(10, 10, Remedy.HoldAccount, ErrorScope.App, Circuit, "permission missing"),
        new(190, 190, Remedy.HoldAccount, ErrorScope.App, Circuit, "the access token expired"),
        new(200, 299, Remedy.HoldAccount, ErrorScope.App, Circuit, "permission missing"),
        new(368, 368, Remedy.HoldAccount, ErrorScope.Account, Circuit, "blocked for a breach of policy"),
        new(130497, 130497, Remedy.HoldAccount, ErrorScope.Pair, Circuit, "the business may not write to this country"),
        new(131005, 131005, Remedy.HoldAccount, ErrorScope.App, Circuit, "access denied"),
        new(131031, 131031, Remedy.HoldAccount, ErrorScope.Account, Circuit, "the account is locked"),
        new(131037, 131037, Remedy.HoldAccount, ErrorScope.Number, Circuit, "the display name is not approved"),
        new(131042, 131042, Remedy.HoldAccount, ErrorScope.Account, Circuit, "payment trouble"),
        new(131045, 131045, Remedy.HoldAccount, ErrorScope.Number, Circuit, "the number's certificate"),
        new(133010, 133010, Remedy.HoldAccount, ErrorScope.Number, Circuit, "the number is not registered"),
    ];

    /// <summary>
    /// The treatment of an error of Meta's, wherever it came from. A code that is not in the table counts as Meta calls it
    /// (<c>is_transient</c>), then by the answer's HTTP status, null when there was none. An error that nobody can explain
    /// may mean that the window is closed after all: <see cref="Remedy.UseTemplate"/>, which is done once.
    /// </summary>
    public static Treatment For(MetaError? error, int? httpStatus)
    {
        return Find(error?.Code) is { } rule ? new(rule.Remedy, rule.Scope, rule.Pace)
            : error is { Transient: true } ? new(Remedy.RetryLater, ErrorScope.Message, Again)
            : ForStatus(httpStatus) is { Remedy: not Remedy.GiveUpOnMessage } known ? known
            : new(Remedy.UseTemplate, ErrorScope.Message, null);
    }

    /// <summary>Whether the app or the account cannot send at all until somebody mends it.</summary>
    public static bool StopsEverything(int code) => Find(code) is { Remedy: Remedy.HoldAccount, Scope: ErrorScope.App or ErrorScope.Account };

    /// <summary>What a code means, in our words: Meta's may quote a person's.</summary>
    public static string MeaningOf(int? code) => Find(code)?.Meaning ?? "not in our table of codes";

    private static Rule? Find(int? code) => Rules.FirstOrDefault(rule => code >= rule.From && code <= rule.To);

    /// <summary>
    /// The treatment when there is nothing to go by but the HTTP status. An unknown 4xx is our bug; 3xx, 401, 403 and 407 say
    /// that we are at the wrong door or not let in.
    /// </summary>
    internal static Treatment ForStatus(int? httpStatus) => httpStatus switch
    {
        408 or 429 or >= 500 => new(Remedy.RetryLater, ErrorScope.Message, Again),
        (>= 300 and < 400) or 401 or 403 or 407 => new(Remedy.HoldAccount, ErrorScope.App, Circuit),
        _ => new(Remedy.GiveUpOnMessage, ErrorScope.Message, null),
    };

    /// <summary>What to do about the codes from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
    public sealed record Rule(int From, int To, Remedy Remedy, ErrorScope Scope, Pace? Pace, string Meaning);
}
