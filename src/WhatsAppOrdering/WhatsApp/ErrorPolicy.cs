namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// What to do about each error code of the Cloud API (Meta's "Error codes" page). The same codes come as answers to a
/// send and inside status webhooks.
/// </summary>
public static class ErrorPolicy
{
    /// <summary>One row for each code or range; no two overlap.</summary>
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        new(1, 2, Remedy.RetryLater, "unknown or unavailable at Meta"),
        new(4, 4, Remedy.RetryLater, "the app's call limit"),
        new(80007, 80007, Remedy.RetryLater, "the business account's call limit"),
        new(130429, 130429, Remedy.RetryLater, "the number's throughput"),
        new(131000, 131000, Remedy.RetryLater, "something went wrong at Meta"),
        new(131016, 131016, Remedy.RetryLater, "service overloaded"),
        new(131048, 131048, Remedy.RetryLater, "the number is limited for spam"),
        new(131056, 131056, Remedy.RetryLater, "too many messages to this person"),
        new(131057, 131057, Remedy.RetryLater, "the account is in maintenance"),
        new(131064, 131064, Remedy.RetryLater, "throttled"),
        new(133016, 133016, Remedy.RetryLater, "registration throttled"),
        new(135000, 135000, Remedy.RetryLater, "generic error at Meta"),

        new(470, 470, Remedy.UseTemplate, "the window is closed (old code)"),
        new(131047, 131047, Remedy.UseTemplate, "the window is closed"),
        new(139200, 139200, Remedy.UseTemplate, "Direct Send is blocked"),

        new(130403, 130403, Remedy.GiveUpOnPerson, "blocked between the person and the business"),
        new(130472, 130472, Remedy.GiveUpOnPerson, "the person is in an experiment of Meta's"),
        new(131021, 131021, Remedy.GiveUpOnPerson, "the sender itself"),
        new(131026, 131026, Remedy.GiveUpOnPerson, "undeliverable"),
        new(131030, 131030, Remedy.GiveUpOnPerson, "not on the test number's list"),
        new(131049, 131050, Remedy.GiveUpOnPerson, "Meta or the person holds marketing back"),
        new(131062, 131062, Remedy.GiveUpOnPerson, "a user id cannot be used here"),
        new(137000, 137000, Remedy.GiveUpOnPerson, "the person's identity changed: verify before any credit message"),

        new(33, 33, Remedy.GiveUpOnMessage, "unknown object"),
        new(100, 100, Remedy.GiveUpOnMessage, "bad parameter"),
        new(131008, 131009, Remedy.GiveUpOnMessage, "parameter missing or bad"),
        new(131051, 131053, Remedy.GiveUpOnMessage, "type or media not supported"),
        new(132000, 132001, Remedy.GiveUpOnMessage, "template parameters wrong, or no such template"),
        new(132005, 132018, Remedy.GiveUpOnMessage, "template text, parameters or state wrong"),
        new(132068, 132069, Remedy.GiveUpOnMessage, "the Flow is blocked or throttled"),
        new(147001, 147005, Remedy.GiveUpOnMessage, "user names"),
        new(2388000, 2388999, Remedy.GiveUpOnMessage, "template creation"),

        new(0, 0, Remedy.HoldAccount, "not authenticated"),
        new(3, 3, Remedy.HoldAccount, "the app lacks a capability"),
        new(10, 10, Remedy.HoldAccount, "permission missing"),
        new(190, 190, Remedy.HoldAccount, "the access token expired"),
        new(200, 299, Remedy.HoldAccount, "permission missing"),
        new(368, 368, Remedy.HoldAccount, "blocked for a breach of policy"),
        new(130497, 130497, Remedy.HoldAccount, "the business may not write to this country"),
        new(131005, 131005, Remedy.HoldAccount, "access denied"),
        new(131031, 131031, Remedy.HoldAccount, "the account is locked"),
        new(131037, 131037, Remedy.HoldAccount, "the display name is not approved"),
        new(131042, 131042, Remedy.HoldAccount, "payment trouble"),
        new(131045, 131045, Remedy.HoldAccount, "the number's certificate"),
        new(133010, 133010, Remedy.HoldAccount, "the number is not registered"),
    ];

    /// <summary>
    /// The remedy for an error code. A code that is not in the table is judged by the answer's HTTP status, null when
    /// the error came in a webhook; <paramref name="transient"/> is Meta's own <c>is_transient</c>.
    /// </summary>
    public static Remedy For(int code, int? httpStatus, bool transient = false)
    {
        foreach (var rule in Rules)
        {
            if (code >= rule.From && code <= rule.To)
            {
                return rule.Remedy;
            }
        }

        return transient ? Remedy.RetryLater : ForStatus(httpStatus);
    }

    /// <summary>
    /// The remedy when there is nothing to go by but the HTTP status. An unknown 4xx is our bug; 3xx, 401, 403 and 407 say
    /// that we are at the wrong door or not let in.
    /// </summary>
    internal static Remedy ForStatus(int? httpStatus) => httpStatus switch
    {
        408 or 429 or >= 500 => Remedy.RetryLater,
        (>= 300 and < 400) or 401 or 403 or 407 => Remedy.HoldAccount,
        _ => Remedy.GiveUpOnMessage,
    };

    /// <summary>What to do about the codes from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
    public sealed record Rule(int From, int To, Remedy Remedy, string Meaning);
}
