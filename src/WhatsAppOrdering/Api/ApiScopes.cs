using Microsoft.AspNetCore.Authorization;

namespace WhatsAppOrdering.Api;

/// <summary>What a key may do. Each route names the one that it needs.</summary>
public static class ApiScopes
{
    public const string OrdersRead = "orders:read";
    public const string OrdersWrite = "orders:write";
    public const string CreditRead = "credit:read";
    public const string CreditWrite = "credit:write";
    public const string PartiesRead = "parties:read";
    public const string PartiesWrite = "parties:write";
    public const string CatalogRead = "catalog:read";
    public const string CatalogWrite = "catalog:write";

    /// <summary>Of the operator's keys alone: wholesalers and their numbers.</summary>
    public const string Operator = "operator";

    /// <summary>Short for whoever sets up a wholesaler: no key holds it, but what it stands for.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> OfAdmin(bool ofOperator) =>
        [PartiesRead, PartiesWrite, CatalogRead, CatalogWrite, .. ofOperator ? [Operator] : Array.Empty<string>()];

    public static IReadOnlyList<string> All { get; } =
        [OrdersRead, OrdersWrite, CreditRead, CreditWrite, PartiesRead, PartiesWrite, CatalogRead, CatalogWrite, Operator];
}

/// <summary>Who may call: a key with this scope.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ApiScopeAttribute : AuthorizeAttribute
{
    public const string Prefix = "scope:";

    public ApiScopeAttribute(string scope)
        : base(Prefix + scope)
    {
        Scope = scope;
        AuthenticationSchemes = ApiKeyAuthentication.Scheme;
    }

    public string Scope { get; }
}
