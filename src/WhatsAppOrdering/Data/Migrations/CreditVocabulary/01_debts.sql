-- What is owed, item by item, so that "overdue" is found without adding up a ledger. Payments settle the oldest items
-- first: always a settled prefix, at most one item settled in part, and an open rest whose sum is what is owed.
create table debt (
    wholesaler_id uuid not null,
    line_id uuid not null,
    seq bigint not null, -- of the ledger entry that made it
    order_id uuid,
    amount numeric(20, 4) not null check (amount >= 0),
    open numeric(20, 4) not null check (open between 0 and amount),
    since timestamptz not null,
    due_at timestamptz, -- null: the goods are not there yet
    primary key (wholesaler_id, line_id, seq),
    foreign key (wholesaler_id, line_id) references credit_line (wholesaler_id, id)
);
create unique index debt_of_order on debt (wholesaler_id, order_id) where order_id is not null;
create index debt_open on debt (wholesaler_id, line_id, seq) include (due_at, open) where open > 0;
create index debt_settled on debt (wholesaler_id, line_id, seq desc) where open < amount;

-- Under the line's lock, after every change of what is owed.
create function credit_settle(l credit_line) returns void language plpgsql volatile set search_path = public, pg_temp as $$
declare
    gap numeric;
    part numeric;
    d debt;
begin
    select coalesce(sum(open), 0) - greatest(l.used - l.held, 0) into gap
        from debt where wholesaler_id = l.wholesaler_id and line_id = l.id and open > 0;
    if gap > 0 then
        for d in select * from debt where wholesaler_id = l.wholesaler_id and line_id = l.id and open > 0 order by seq loop
            part := least(gap, d.open);
            update debt set open = open - part where wholesaler_id = d.wholesaler_id and line_id = d.line_id and seq = d.seq;
            gap := gap - part;
            exit when gap = 0;
        end loop;
    elsif gap < 0 then
        for d in select * from debt where wholesaler_id = l.wholesaler_id and line_id = l.id and open < amount order by seq desc loop
            part := least(-gap, d.amount - d.open);
            update debt set open = open + part where wholesaler_id = d.wholesaler_id and line_id = d.line_id and seq = d.seq;
            gap := gap + part;
            exit when gap = 0;
        end loop;
    end if;
end $$;

-- What a refusal says to help: how much would fit, what is overdue, what falls due next.
create function credit_outlook(l credit_line, at timestamptz) returns jsonb language sql stable set search_path = public, pg_temp
as $$
    select jsonb_build_object(
        'fits', round(greatest(least(credit_effective_limit(l, at) - l.used, l.order_maximum), 0), l.currency_digits),
        'overdue', round(coalesce(sum(d.open) filter (where d.due_at < at), 0), l.currency_digits),
        'nextDueAt', min(d.due_at),
        'nextDueAmount', round((array_agg(d.open order by d.due_at) filter (where d.due_at is not null))[1], l.currency_digits))
    from debt d where d.wholesaler_id = l.wholesaler_id and d.line_id = l.id and d.open > 0
$$;

create unique index ledger_one_reversal_per_payment on ledger_entry (wholesaler_id, payment_id) where kind = 'PAYMENT_REVERSAL';

-- Orders confirmed before this version: each is a debt; nothing of them is due until it is delivered.
insert into debt (wholesaler_id, line_id, seq, order_id, amount, open, since)
    select e.wholesaler_id, e.line_id, e.seq, e.order_id, n.left_used, n.left_used, e.at
    from ledger_entry e
    join lateral (select sum(x.used_change) as left_used from ledger_entry x
        where x.wholesaler_id = e.wholesaler_id and x.order_id = e.order_id) n on n.left_used > 0
    where e.kind = 'CONFIRM';
select credit_settle(l) from credit_line l;
