-- A line with a long past, in a database that is thrown away: each pair of entries is a debt and its settlement. Written as
-- credit_append writes, hash chain and all, but with one change of the line at the end instead of one per entry.
create or replace function lengthen_line(p_line uuid, p_entries int) returns void language plpgsql volatile as $$
declare
    l credit_line;
    e ledger_entry;
begin
    select * into strict l from credit_line where id = p_line for no key update;
    e.wholesaler_id := l.wholesaler_id; e.line_id := l.id; e.kind := 'ADJUSTMENT'; e.amount := 1; e.held_change := 0;
    e.used_after := l.used; e.held_after := l.held; e.limit_at := credit_effective_limit(l, clock_now()); e.over_limit := false;
    e.actor := 'office'; e.reason := 'the past'; e.at := greatest(clock_now(), l.last_at); e.hash := l.hash;
    for n in 1 .. p_entries loop
        e.id := gen_random_uuid(); e.seq := l.seq + n;
        e.used_change := case when n % 2 = 1 then 1 else -1 end;
        e.used_after := e.used_after + e.used_change;
        e.previous_hash := e.hash;
        e.hash := ledger_hash(e, l.currency_digits);
        insert into ledger_entry select e.*;
    end loop;
    insert into debt (wholesaler_id, line_id, seq, amount, open, since, due_at)
        select l.wholesaler_id, l.id, l.seq + n, 1, 0, e.at, e.at from generate_series(1, p_entries, 2) n;
    update credit_line set used = e.used_after, seq = e.seq, hash = e.hash, last_at = e.at where id = p_line;
end $$;
