namespace WhatsAppOrdering.Office;

/// <summary>Who may see a page: the names of the authorization policies, each a role of the same name.</summary>
public static class Policies
{
    /// <summary>Runs the installation: jobs, dashboard, every wholesaler.</summary>
    public const string Operator = "operator";

    /// <summary>A wholesaler's own office, in full.</summary>
    public const string Owner = "owner";

    /// <summary>Works in a wholesaler's office.</summary>
    public const string Clerk = "clerk";

    /// <summary>Looks, and changes nothing.</summary>
    public const string Reader = "reader";

    public static IReadOnlyList<string> All { get; } = [Operator, Owner, Clerk, Reader];
}
