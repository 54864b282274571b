using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Checks the books: every invariant of credit and orders that SQL can answer, over all wholesalers, as a reader.
/// </summary>
public sealed class Audit(Transactions transactions)
{
    /// <summary>How long after its time an unconfirmed order may still hold credit: a sweep and its bound.</summary>
    private const int OverdueBoundSeconds = 75;

    private static readonly (string Invariant, string Sql)[] Checks =
    [
        ("the audit sees every credit line", """
            select abs(credit_line_count() - (select count(*) from credit_line))
            """),
        ("seq is gapless from 1, and the line's seq is the last", """
            select count(*) from (select e.seq, row_number() over (partition by e.wholesaler_id, e.line_id order by e.seq) as place from ledger_entry e) n
            where seq <> place
            union all
            select count(*) from credit_line l where l.seq <> (select count(*) from ledger_entry e where e.wholesaler_id = l.wholesaler_id and e.line_id = l.id)
            """),
        ("each entry's balances follow from the entry before", """
            select count(*) from (
                select e.*, lag(used_after, 1, 0) over w as used_before, lag(held_after, 1, 0) over w as held_before
                from ledger_entry e window w as (partition by wholesaler_id, line_id order by seq)) n
            where used_after <> used_before + used_change or held_after <> held_before + held_change
            """),
        ("the line's figures are its entries' sums", """
            select count(*) from credit_line l
            left join lateral (select sum(used_change) as used, sum(held_change) as held
                from ledger_entry e where e.wholesaler_id = l.wholesaler_id and e.line_id = l.id) s on true
            where l.used <> coalesce(s.used, 0) or l.held <> coalesce(s.held, 0)
            """),
        ("what a line holds is what its placed orders hold", """
            select count(*) from credit_line l
            where l.held <> (select coalesce(sum(o.total), 0) from sales_order o
                where o.wholesaler_id = l.wholesaler_id and o.line_id = l.id and o.status = 'Placed')
            """),
        ("no debit went over its limit without an override", """
            select count(*) from ledger_entry where kind = 'DEBIT' and used_after > limit_at and override_id is null
            """),
        ("amounts are not negative, and orders are in their line's currency", """
            select count(*) from ledger_entry where amount < 0
            union all
            select count(*) from sales_order o join credit_line l on l.wholesaler_id = o.wholesaler_id and l.id = o.line_id where l.currency <> o.currency
            """),
        ("one debit per accepted order, none without an order", """
            select count(*) from sales_order o where o.status <> 'AwaitingApproval'
                and not (o.status in ('Rejected', 'Cancelled', 'Expired')
                    and not exists (select from order_transition t
                        where t.wholesaler_id = o.wholesaler_id and t.order_id = o.id and t.to_status = 'Placed'))
                and 1 <> (select count(*) from ledger_entry e
                    where e.wholesaler_id = o.wholesaler_id and e.order_id = o.id and e.order_version = o.version and e.kind = 'DEBIT')
            union all
            select count(*) from ledger_entry e where e.order_id is not null
                and not exists (select from sales_order o where o.wholesaler_id = e.wholesaler_id and o.id = e.order_id)
            """),
        ("reversals never exceed their debit, and equal it when the order came to nothing", """
            select count(*) from (
                select o.status, coalesce(sum(e.amount) filter (where e.kind = 'DEBIT'), 0) as debit,
                    coalesce(sum(e.amount) filter (where e.kind = 'REVERSAL'), 0) as reversed
                from sales_order o left join ledger_entry e on e.wholesaler_id = o.wholesaler_id and e.order_id = o.id
                group by o.wholesaler_id, o.id, o.status) n
            where reversed > debit or (status in ('Rejected', 'Cancelled', 'Expired') and reversed <> debit)
            """),
        ("order state, transitions and entries agree", """
            select count(*) from sales_order o
            where (o.status in ('Confirmed', 'Dispatched', 'Delivered')) <> (
                    exists (select from ledger_entry e where e.wholesaler_id = o.wholesaler_id and e.order_id = o.id and e.kind = 'CONFIRM')
                    and o.status <> 'Cancelled')
                or o.status <> (select t.to_status from order_transition t
                    where t.wholesaler_id = o.wholesaler_id and t.order_id = o.id order by t.seq desc limit 1)
            """),
        ("every entry has its actor and its reference", """
            select count(*) from ledger_entry where actor = ''
                or (kind in ('DEBIT', 'REVERSAL', 'CONFIRM', 'OVERRIDE') and order_id is null)
                or (kind in ('CREDIT', 'PAYMENT_REVERSAL') and payment_id is null)
            """),
        ("every key has one outcome, and no declined key was debited", """
            select count(*) from credit_decision d where d.answer is null
                or ((d.answer::jsonb ->> 'outcome') = 'ACCEPTED') <> exists (
                    select from ledger_entry e where e.wholesaler_id = d.wholesaler_id and e.order_id = d.order_id and e.kind = 'DEBIT')
            """),
        ("a payment credits once", """
            select count(*) from payment p where 1 <> (select count(*) from ledger_entry e
                where e.wholesaler_id = p.wholesaler_id and e.payment_id = p.id and e.kind = 'CREDIT' and e.amount = p.amount)
            """),
        ("no order expired early, none was confirmed late", """
            select count(*) from sales_order where (status = 'Expired' and decided_at < expires_at)
            union all
            select count(*) from sales_order o join order_transition t on t.wholesaler_id = o.wholesaler_id and t.order_id = o.id
            where t.to_status = 'Confirmed' and t.at >= o.expires_at
            """),
        ("no unconfirmed order holds credit long after its time", $"""
            select count(*) from sales_order where status in ('Placed', 'AwaitingApproval') and expires_at < clock_now() - interval '{OverdueBoundSeconds} seconds'
            """),
        ("used is debits less reversals and payments, plus bounced payments and adjustments", """
            select count(*) from (
                select l.wholesaler_id, l.currency, sum(l.used) as used from credit_line l group by 1, 2) lines
            join (
                select l.wholesaler_id, l.currency, sum(case e.kind when 'DEBIT' then e.amount when 'PAYMENT_REVERSAL' then e.amount
                    when 'REVERSAL' then -e.amount when 'CREDIT' then -e.amount when 'ADJUSTMENT' then e.used_change else 0 end) as used
                from credit_line l join ledger_entry e on e.wholesaler_id = l.wholesaler_id and e.line_id = l.id group by 1, 2) entries
            using (wholesaler_id, currency)
            where lines.used <> entries.used
            """),
        ("the hash chain verifies from the first entry", """
            select count(*) from (
                select e.hash, ledger_hash(e, l.currency_digits) as made, e.previous_hash,
                    lag(e.hash, 1, sha256(convert_to(e.line_id::text, 'UTF8'))) over (partition by e.wholesaler_id, e.line_id order by e.seq) as before
                from ledger_entry e join credit_line l on l.wholesaler_id = e.wholesaler_id and l.id = e.line_id) n
            where hash <> made or previous_hash <> before
            union all
            select count(*) from credit_line l where l.hash <> (select e.hash from ledger_entry e
                where e.wholesaler_id = l.wholesaler_id and e.line_id = l.id order by e.seq desc limit 1)
            """),
        ("the service's role may not change the ledger", """
            select count(*) from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
            where has_table_privilege('ordering_service', 'ledger_entry', p) or has_table_privilege('ordering_service', 'credit_line', p)
            """),
    ];

    /// <returns>One line per invariant with its number of breaches.</returns>
    public Task<IReadOnlyList<AuditLine>> ExecuteAsync(CancellationToken ct) =>
        transactions.RunAsync<IReadOnlyList<AuditLine>>(
            Pool.Pages,
            async (services, token) =>
            {
                var db = services.GetRequiredService<OrderingDb>();
                await db.EnterReaderAsync(token);
                var lines = new List<AuditLine>();
                foreach (var (invariant, sql) in Checks)
                {
                    await using var command = db.Database.GetDbConnection().CreateCommand();
                    command.CommandText = $"select coalesce(sum(n), 0)::bigint from ({sql}) counted (n)";
                    lines.Add(new AuditLine(invariant, (long)(await command.ExecuteScalarAsync(token))!));
                }

                return lines;
            },
            ct);
}

/// <summary>An invariant and how often it is broken.</summary>
public sealed record AuditLine(string Invariant, long Breaches);
