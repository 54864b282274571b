using System.Globalization;
using Npgsql;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Adds up the entries of each line across pages. PostgreSQL adds; what a page's last line came to is carried to the next
/// page, and a line is held against its sums once its last entry was seen, in the snapshot that saw it.
/// </summary>
internal sealed class LedgerTally
{
    /// <summary>After <see cref="Walk.Page"/> of the entries, whose key is $1 to $3; what is carried is $4 to $9.</summary>
    public const string Sql = """
        , sums as (
            select s.wholesaler_id, s.line_id, s.last, s.entries + coalesce(c.entries, 0) as entries,
                s.used + coalesce(c.used, 0) as used, s.held + coalesce(c.held, 0) as held, s.kinds + coalesce(c.kinds, 0) as kinds
            from (
                select wholesaler_id, line_id, max(seq) as last, count(*) as entries, sum(used_change) as used, sum(held_change) as held,
                    sum(case kind when 'DEBIT' then amount when 'PAYMENT_REVERSAL' then amount
                        when 'REVERSAL' then -amount when 'CREDIT' then -amount when 'ADJUSTMENT' then used_change else 0 end) as kinds
                from page group by 1, 2) s
            left join (values ($4::uuid, $5::uuid, $6::bigint, $7::numeric, $8::numeric, $9::numeric))
                c (wholesaler_id, line_id, entries, used, held, kinds) using (wholesaler_id, line_id))
        select s.wholesaler_id, s.line_id, s.entries, s.used::text, s.held::text, s.kinds::text,
            whole and s.entries <> l.seq, whole and (s.used <> l.used or s.held <> l.held), whole and s.kinds <> l.used
        from sums s
        join credit_line l on l.wholesaler_id = s.wholesaler_id and l.id = s.line_id
        cross join lateral (select not exists (select from ledger_entry e
            where e.wholesaler_id = s.wholesaler_id and e.line_id = s.line_id and e.seq > s.last) as whole) w
        order by s.wholesaler_id, s.line_id
        """;

    public string[] Carried { get; private set; } = [Guid.Empty.ToString(), Guid.Empty.ToString(), "0", "0", "0", "0"];

    public void Read(NpgsqlDataReader row, BrokenLine line, Findings findings)
    {
        Carried =
        [
            line.Wholesaler.Value.ToString(), line.Line.Value.ToString(), row.GetInt64(2).ToString(CultureInfo.InvariantCulture),
            row.GetString(3), row.GetString(4), row.GetString(5),
        ];
        foreach (var (column, invariant) in new[] { (6, Invariants.Gapless), (7, Invariants.Sums), (8, Invariants.Kinds) })
        {
            if (row.GetBoolean(column))
            {
                findings.Add(invariant, line, 1);
            }
        }
    }
}
