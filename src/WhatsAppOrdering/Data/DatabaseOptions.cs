using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Data;

/// <summary>
/// Section <c>Database</c>: how many connections this node holds at most, by who asks for them. With Hangfire's
/// (<c>Jobs:Workers</c>) they must fit <c>max_connections</c> together with those of all other nodes.
/// </summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    private const string Bounds = "Database:{0} must be between {1} and {2}.";

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Pages { get; set; } = 12;

    /// <summary>Writes over HTTP; one wholesaler has at most half of them.</summary>
    [Range(2, 200, ErrorMessage = Bounds)]
    public int Writes { get; set; } = 20;

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Turns { get; set; } = 20;

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Sending { get; set; } = 12;

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Webhooks { get; set; } = 12;

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Jobs { get; set; } = 6;

    [Range(1, 200, ErrorMessage = Bounds)]
    public int Audit { get; set; } = 2;

    /// <summary>All of them together.</summary>
    public int Total => Pages + Writes + Turns + Sending + Webhooks + Jobs + Audit;

    internal int Of(Pool pool) => pool switch
    {
        Pool.Pages => Pages,
        Pool.Writes => Writes,
        Pool.Turns => Turns,
        Pool.Sending => Sending,
        Pool.Webhooks => Webhooks,
        Pool.Jobs => Jobs,
        _ => Audit,
    };
}
