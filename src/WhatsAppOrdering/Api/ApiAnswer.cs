namespace WhatsAppOrdering.Api;

/// <summary>What a write answers. One that does not consume its key is rolled back, and the same key may be sent again.</summary>
public sealed record ApiAnswer(int Status, object Body, bool ConsumesKey = true)
{
    public static ApiAnswer Ok(object body) => new(StatusCodes.Status200OK, body);

    public static ApiAnswer Created(object body) => new(StatusCodes.Status201Created, body);

    /// <summary>A decision against it: stored, and given again to the same key.</summary>
    public static ApiAnswer Declined(string code, string detail, object? facts = null) =>
        new(Problems.StatusOf(code), Problems.Make(code, detail, facts));

    /// <summary>Not decided at all: nothing is stored or consumed.</summary>
    public static ApiAnswer Refused(string code, string detail, object? facts = null) =>
        Declined(code, detail, facts) with { ConsumesKey = false };

    public static ApiAnswer NotFound(string what) => Refused(ApiCodes.NotFound, $"This wholesaler has no such {what}.");

    public static ApiAnswer Invalid(string detail) => Refused(ApiCodes.InvalidRequest, detail);
}
