namespace WhatsAppOrdering.Ordering;

/// <summary>What must hold of the books.</summary>
/// <param name="Freezes">Whether a line that breaks it must not go on trading; false where its figures are right.</param>
internal sealed record Invariant(string Name, bool Freezes, params Check[] Checks);

/// <summary>A part of an invariant: what breaks it in a page of a walk, as the wholesaler and line of each breach; without a walk, one row each.</summary>
internal sealed record Check(Walk? Over, string Sql);

/// <summary>The invariants of credit and orders that SQL can answer, over all wholesalers.</summary>
internal static class Invariants
{
    public const string SeesAll = "the audit sees every credit line";
    public const string Gapless = "seq is gapless from 1, and the line's seq is the last";
    public const string Sums = "the line's figures are its entries' sums";
    public const string Kinds = "used is debits less reversals and payments, plus bounced payments and adjustments";

    /// <summary>How long after its time an unconfirmed order may still hold credit: a sweep and its bound.</summary>
    private const int OverdueBoundSeconds = 75;

    /// <summary>An entry with its line and the one before it, if it is there.</summary>
    private const string WithLineAndBefore = """
        from page p
        left join credit_line l on l.wholesaler_id = p.wholesaler_id and l.id = p.line_id
        left join ledger_entry b on b.wholesaler_id = p.wholesaler_id and b.line_id = p.line_id and b.seq = p.seq - 1
        """;

    /// <summary>A line with its last entry, if that is there.</summary>
    private const string WithLast = """
        from page p left join ledger_entry e on e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.seq = p.seq
        """;

    /// <summary>From and to, '' for an order's beginning.</summary>
    private static readonly string AllowedTransitions = string.Join(", ", OrderTransitions.All
        .Select(move => $"('{move.From}', '{move.To}')"));

    public static IReadOnlyList<Invariant> All { get; } =
    [
        new(SeesAll, false),
        new(Gapless, true,
            new(Walk.Entries, $"""
                select p.wholesaler_id, p.line_id {WithLineAndBefore}
                where (p.seq <> 1 and b.seq is null) or l.id is null or p.seq > l.seq
                """),
            new(Walk.Lines, $"select p.wholesaler_id, p.id as line_id {WithLast} where p.seq <> 0 and e.seq is null")),
        new("each entry's balances follow from the entry before", true, new Check(Walk.Entries, $"""
            select p.wholesaler_id, p.line_id {WithLineAndBefore}
            where (b.seq is not null or p.seq = 1)
                and (p.used_after <> coalesce(b.used_after, 0) + p.used_change or p.held_after <> coalesce(b.held_after, 0) + p.held_change)
            """)),
        new(Sums, true, new Check(Walk.Lines, $"""
            select p.wholesaler_id, p.id as line_id {WithLast}
            where (e.seq is not null or p.seq = 0) and (p.used <> coalesce(e.used_after, 0) or p.held <> coalesce(e.held_after, 0))
            """)),
        new("what a line holds is what its placed orders hold", true, new Check(Walk.Lines, """
            select p.wholesaler_id, p.id as line_id from page p
            where p.held <> (select coalesce(sum(o.total), 0) from sales_order o
                where o.wholesaler_id = p.wholesaler_id and o.line_id = p.id and o.status = 'Placed')
            """)),
        new("time never goes back within a line", true, new Check(Walk.Entries, $"""
            select p.wholesaler_id, p.line_id {WithLineAndBefore} where p.at < b.at
            """)),
        // A debit of another order that names the override has no override of its own order, and is found by itself.
        new("no debit went over its limit without an override of its order, used once", true, new Check(Walk.Entries, """
            select p.wholesaler_id, p.line_id from page p
            where p.kind = 'DEBIT' and (p.used_after > p.limit_at or p.override_id is not null) and not exists (
                select from ledger_entry o
                where o.wholesaler_id = p.wholesaler_id and o.id = p.override_id and o.line_id = p.line_id and o.seq < p.seq
                    and o.kind = 'OVERRIDE' and o.order_id = p.order_id and o.amount >= p.amount
                    and 1 = (select count(*) from ledger_entry d
                        where d.wholesaler_id = o.wholesaler_id and d.order_id = o.order_id and d.override_id = o.id and d.kind = 'DEBIT'))
            """)),
        new("amounts are not negative, and orders are in their line's currency", true,
            new(Walk.Entries, "select wholesaler_id, line_id from page where amount < 0 or 'NaN' in (amount, used_after, held_after, limit_at)"),
            new(Walk.Lines, "select wholesaler_id, id as line_id from page where 'NaN' in (limit_amount, used, held)"),
            new(Walk.Orders, """
                select p.wholesaler_id, p.line_id from page p
                join credit_line l on l.wholesaler_id = p.wholesaler_id and l.id = p.line_id where l.currency <> p.currency
                """)),
        new("limit, hold and closing are as their last entries have them", true, new Check(Walk.Lines, """
            select p.wholesaler_id, p.id as line_id from page p
            where p.limit_amount is distinct from (select e.amount from ledger_entry e
                    where e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.kind = 'LIMIT' order by e.seq desc limit 1)
                or coalesce(p.temporary_limit, 0) <> coalesce((select e.amount from ledger_entry e
                    where e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.kind = 'TEMPORARY_LIMIT' order by e.seq desc limit 1), 0)
                or p.hold_reason is distinct from (select case e.kind when 'HOLD' then e.reason end from ledger_entry e
                    where e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.kind in ('HOLD', 'RELEASE_HOLD') order by e.seq desc limit 1)
                or (p.status = 'Closed') <> exists (select from ledger_entry e
                    where e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.kind = 'CLOSE')
            """)),
        new("one debit per accepted order, none without an order", true,
            new(Walk.Orders, """
                select p.wholesaler_id, p.line_id from page p where p.status <> 'AwaitingApproval'
                    and not (p.status in ('Rejected', 'Cancelled', 'Expired')
                        and not exists (select from order_transition t
                            where t.wholesaler_id = p.wholesaler_id and t.order_id = p.id and t.to_status = 'Placed'))
                    and 1 <> (select count(*) from ledger_entry e
                        where e.wholesaler_id = p.wholesaler_id and e.order_id = p.id and e.order_version = p.version and e.kind = 'DEBIT')
                """),
            new(Walk.Entries, """
                select p.wholesaler_id, p.line_id from page p where p.order_id is not null
                    and not exists (select from sales_order o where o.wholesaler_id = p.wholesaler_id and o.id = p.order_id)
                """)),
        new("reversals never exceed their debit, and equal it when the order came to nothing", true, new Check(Walk.Orders, """
            select p.wholesaler_id, p.line_id from page p
            cross join lateral (select coalesce(sum(e.amount) filter (where e.kind = 'DEBIT'), 0) as debit,
                    coalesce(sum(e.amount) filter (where e.kind = 'REVERSAL'), 0) as reversed
                from ledger_entry e where e.wholesaler_id = p.wholesaler_id and e.order_id = p.id) n
            where n.reversed > n.debit or (p.status in ('Rejected', 'Cancelled', 'Expired') and n.reversed <> n.debit)
            """)),
        new("what a confirmed order takes up is what it comes to", true, new Check(Walk.Orders, """
            select p.wholesaler_id, p.line_id from page p
            where p.status in ('Confirmed', 'Dispatched', 'Delivered') and coalesce(p.delivered_total, p.confirmed_total, p.total) <> (
                select coalesce(sum(e.used_change), 0) from ledger_entry e where e.wholesaler_id = p.wholesaler_id and e.order_id = p.id)
            """)),
        new(
            "order state, transitions and entries agree, and each transition is one of the table", true,
            new(Walk.Orders, """
                select p.wholesaler_id, p.line_id from page p
                where (p.status in ('Confirmed', 'Dispatched', 'Delivered')) <> (
                        exists (select from ledger_entry e where e.wholesaler_id = p.wholesaler_id and e.order_id = p.id and e.kind = 'CONFIRM')
                        and p.status <> 'Cancelled')
                    or (p.status not in ('AwaitingApproval', 'Placed') and (p.decided_at is null or p.decided_by is null))
                    or p.status is distinct from (select t.to_status from order_transition t
                        where t.wholesaler_id = p.wholesaler_id and t.order_id = p.id order by t.seq desc limit 1)
                """),
            // From an end no row of the table leads on, so there is one end at most.
            new(Walk.Orders, $"""
                select p.wholesaler_id, p.line_id from page p where exists (
                    select from (
                        select t.seq, t.from_status, t.to_status, row_number() over (order by t.seq) as place, lag(t.to_status) over (order by t.seq) as before
                        from order_transition t where t.wholesaler_id = p.wholesaler_id and t.order_id = p.id) t
                    where t.seq <> t.place or t.from_status is distinct from t.before or (coalesce(t.before, ''), t.to_status) not in ({AllowedTransitions}))
                """)),
        new("every entry has its actor and its reference", true, new Check(Walk.Entries, """
            select wholesaler_id, line_id from page where actor = ''
                or (kind in ('DEBIT', 'REVERSAL', 'CONFIRM', 'OVERRIDE') and order_id is null)
                or (kind in ('CREDIT', 'PAYMENT_REVERSAL') and payment_id is null)
            """)),
        new("every key has one outcome, and no declined key was debited", true, new Check(Walk.Decisions, """
            select p.wholesaler_id, p.line_id from page p where p.answer is null
                or ((p.answer::jsonb ->> 'outcome') = 'ACCEPTED') <> exists (
                    select from ledger_entry e where e.wholesaler_id = p.wholesaler_id and e.order_id = p.order_id
                        and e.order_version = (p.answer::jsonb ->> 'version')::int and e.kind = 'DEBIT')
            """)),
        new("a payment credits once, and bounces for what it was", true,
            new(Walk.Payments, """
                select p.wholesaler_id, p.line_id from page p where 1 <> (select count(*) from ledger_entry e
                    where e.wholesaler_id = p.wholesaler_id and e.payment_id = p.id and e.kind = 'CREDIT' and e.amount = p.amount)
                """),
            new(Walk.Entries, """
                select p.wholesaler_id, p.line_id from page p where p.kind = 'PAYMENT_REVERSAL' and not exists (select from payment y
                    where y.wholesaler_id = p.wholesaler_id and y.id = p.payment_id and y.line_id = p.line_id and y.amount = p.amount)
                """)),
        new("what is open of a line's debts is what is owed", true, new Check(Walk.Lines, """
            select p.wholesaler_id, p.id as line_id from page p
            where greatest(p.used - p.held, 0) <> (select coalesce(sum(d.open), 0) from debt d
                where d.wholesaler_id = p.wholesaler_id and d.line_id = p.id and d.open > 0)
            """)),
        new("payments settled the oldest debts first", true, new Check(Walk.Lines, """
            select p.wholesaler_id, p.id as line_id from page p
            where (select min(d.seq) from debt d where d.wholesaler_id = p.wholesaler_id and d.line_id = p.id and d.open > 0)
                < (select max(d.seq) from debt d where d.wholesaler_id = p.wholesaler_id and d.line_id = p.id and d.open < d.amount)
            """)),
        new("no order expired early, none was confirmed late", true, new Check(Walk.Orders, """
            select p.wholesaler_id, p.line_id from page p where (p.status = 'Expired' and p.decided_at < p.expires_at)
                or exists (select from order_transition t where t.wholesaler_id = p.wholesaler_id and t.order_id = p.id
                    and t.to_status = 'Confirmed' and t.at >= p.expires_at)
            """)),
        // A late sweeper is no fault of the line's, and no sweeper can have come before the clock had reached the order's time.
        new("no unconfirmed order holds credit long after its time", false, new Check(Walk.Orders, $"""
            select wholesaler_id, line_id from page
            where status in ('Placed', 'AwaitingApproval') and clock_reached(expires_at) < clock_now() - interval '{OverdueBoundSeconds} seconds'
            """)),
        // Who is suspended stands in events, so that whoever asks later can replay it.
        new("a shop's standing is its last event, and it went on credit in good standing only", false,
            new(null, """
                select from retailer r
                cross join lateral (select count(*) as events, max(s.seq) as last, (array_agg(s.status order by s.seq desc))[1] as status
                    from retailer_standing s where s.wholesaler_id = r.wholesaler_id and s.retailer_id = r.id) s
                where r.status <> coalesce(s.status, 'Active') or s.events <> coalesce(s.last, 0)
                """),
            new(Walk.Entries, """
                select p.wholesaler_id, p.line_id from page p join credit_line l on l.wholesaler_id = p.wholesaler_id and l.id = p.line_id
                where p.kind = 'DEBIT' and 'Suspended' = (select s.status from retailer_standing s
                    where s.wholesaler_id = l.wholesaler_id and s.retailer_id = l.retailer_id and s.at < p.at order by s.seq desc limit 1)
                """)),
        new(Kinds, true),
        new("the hash chain verifies from the first entry", true,
            new(Walk.Entries, $"""
                select p.wholesaler_id, p.line_id {WithLineAndBefore}
                where p.hash <> ledger_hash(p.itself, l.currency_digits)
                    or p.previous_hash <> case when p.seq = 1 then sha256(convert_to(p.line_id::text, 'UTF8')) else b.hash end
                """),
            new(Walk.Lines, $"select p.wholesaler_id, p.id as line_id {WithLast} where p.hash <> e.hash")),
        new("the chain still has the heads that were published", true, new Check(Walk.Lines, """
            select p.wholesaler_id, p.id as line_id from page p
            cross join lateral (select h.seq, h.hash from ledger_head h
                where h.wholesaler_id = p.wholesaler_id and h.line_id = p.id order by h.seq desc limit 1) h
            where not exists (select from ledger_entry e
                where e.wholesaler_id = p.wholesaler_id and e.line_id = p.id and e.seq = h.seq and e.hash = h.hash)
            """)),
        new("the service's role may not change the ledger", false, new Check(null, """
            select from unnest(array['ledger_entry', 'credit_line', 'ledger_head']) t, unnest(array['INSERT', 'UPDATE']) p
            where has_any_column_privilege('ordering_service', t, p)
            union all select from unnest(array['ledger_entry', 'credit_line', 'ledger_head']) t, unnest(array['DELETE', 'TRUNCATE']) p
            where has_table_privilege('ordering_service', t, p)
            """)),
        new("the books' triggers and row-level security are on", false, new Check(null, """
            select from unnest(array['ledger_no_change', 'ledger_no_bulk_change', 'head_no_change', 'standing_no_change', 'order_goes_its_way']) name
            where not exists (select from pg_trigger t where t.tgname = name and t.tgenabled in ('O', 'A'))
            union all select from pg_class c where c.relnamespace = 'public'::regnamespace and not c.relrowsecurity
                and exists (select from pg_policy y where y.polrelid = c.oid)
            """)),
    ];

    /// <summary>The checks of a walk; of null, those that need none.</summary>
    public static IEnumerable<(Invariant Invariant, Check Check)> On(Walk? walk) =>
        All.SelectMany(invariant => invariant.Checks.Where(check => check.Over == walk), (invariant, check) => (invariant, check));
}
