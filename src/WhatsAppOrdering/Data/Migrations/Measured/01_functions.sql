-- Both as before, and the wait for the line in microseconds stands in credit.lock_waited until the transaction ends;
-- each function begins without one, so that a call that locks nothing does not show the wait of the call before it.
create or replace function credit_begin(p_wholesaler uuid, p_wait_ms int) returns void language plpgsql volatile set search_path = public, pg_temp
as $$
begin
    if p_wholesaler is distinct from current_tenant() then
        raise exception 'app.wholesaler does not name the wholesaler of this call.' using errcode = 'insufficient_privilege';
    end if;
    -- 0 would mean "wait for ever"; the callers below have a branch of their own for it.
    perform set_config('lock_timeout', greatest(p_wait_ms, 1)::text, true), set_config('credit.lock_waited', '', true);
end $$;

create or replace function credit_lock(p_wholesaler uuid, p_line uuid, p_wait_ms int) returns credit_line
language plpgsql volatile set search_path = public, pg_temp as $$
declare
    l credit_line;
    queue bigint := hashtextextended(p_line::text, 0);
    -- The machine's clock, which no test moves: this is a duration, not a moment that decides.
    since timestamptz := clock_timestamp();
begin
    if p_wait_ms = 0 then
        if not pg_try_advisory_xact_lock(queue) then
            raise exception 'The credit line is busy.' using errcode = 'lock_not_available';
        end if;
        select * into l from credit_line where wholesaler_id = p_wholesaler and id = p_line for no key update nowait;
    else
        -- First in, first out: a row lock alone is not fair, and its waiters wake in a herd.
        perform pg_advisory_xact_lock(queue);
        select * into l from credit_line where wholesaler_id = p_wholesaler and id = p_line for no key update;
    end if;
    if l.id is null then
        raise exception 'Unknown credit line.' using errcode = 'no_data_found';
    end if;
    perform set_config('credit.lock_waited', (extract(epoch from clock_timestamp() - since) * 1000000)::bigint::text, true);
    return l;
end $$;
