namespace WhatsAppOrdering.Ordering;

/// <summary>
/// What the audit goes through, page by page in the order of a unique key. A page is read by a snapshot of its own, so
/// the audit holds neither a lock nor an old snapshot, and a line with a million entries is two hundred pages like others.
/// </summary>
internal sealed class Walk
{
    private const string NoId = "00000000-0000-0000-0000-000000000000";

    private readonly string _table;
    private readonly (string Column, string Type, string First)[] _key;
    private readonly int _size;

    private Walk(string table, int size, params (string Column, string Type, string First)[] key) => (_table, _size, _key) = (table, size, key);

    public static Walk Lines { get; } = new("credit_line", 500, ("wholesaler_id", "uuid", NoId), ("id", "uuid", NoId));

    public static Walk Entries { get; } = new("ledger_entry", 5000, ("wholesaler_id", "uuid", NoId), ("line_id", "uuid", NoId), ("seq", "bigint", $"{long.MinValue}"));

    public static Walk Orders { get; } = new("sales_order", 1000, ("wholesaler_id", "uuid", NoId), ("id", "uuid", NoId));

    public static Walk Payments { get; } = new("payment", 2000, ("wholesaler_id", "uuid", NoId), ("id", "uuid", NoId));

    public static Walk Decisions { get; } = new("credit_decision", 2000, ("wholesaler_id", "uuid", NoId), ("scope", "text", ""), ("key", "text", ""));

    public static IReadOnlyList<Walk> All { get; } = [Lines, Entries, Orders, Payments, Decisions];

    /// <summary>Before the first row.</summary>
    public string[] Start => [.. _key.Select(part => part.First)];

    /// <summary>The rows after the key in $1, $2, …: <c>page</c>, each with the whole row as <c>itself</c>.</summary>
    public string Page => $"""
        with page as materialized (
            select t.*, t as itself from {_table} t
            where ({Columns}) > ({string.Join(", ", _key.Select((part, at) => $"${at + 1}::{part.Type}"))})
            order by {Columns} limit {_size})
        """;

    /// <summary>How many rows the page has, and the key of its last; no row when there is none.</summary>
    public string End => $"""
        {Page}
        select count(*) over (), {string.Join(", ", _key.Select(part => $"{part.Column}::text"))}
        from page order by {string.Join(", ", _key.Select(part => $"page.{part.Column} desc"))} limit 1
        """;

    private string Columns => string.Join(", ", _key.Select(part => part.Column));
}
