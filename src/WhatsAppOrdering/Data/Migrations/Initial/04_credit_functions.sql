-- The only way into the ledger. Each public function: the tenant is checked, waits are bounded, the line is queued for and
-- locked, then read by a statement of its own (a statement that began before the lock would show old rows).

create function minor_units(amount numeric, digits smallint) returns text language sql immutable
as $$ select trim_scale(amount * power(10::numeric, digits::numeric))::text $$;

create function ledger_hash(e ledger_entry, digits smallint) returns bytea language sql immutable set search_path = public, pg_temp
as $$
    select sha256(convert_to(json_build_array(
        'v1', encode(e.previous_hash, 'hex'), e.wholesaler_id, e.line_id, e.seq, e.id, e.kind,
        minor_units(e.amount, digits),
        minor_units(e.used_change, digits), minor_units(e.held_change, digits),
        minor_units(e.used_after, digits), minor_units(e.held_after, digits),
        minor_units(e.limit_at, digits),
        e.order_id, e.order_version, e.payment_id, e.override_id, e.over_limit, e.actor, e.reason,
        (extract(epoch from e.at) * 1000000)::bigint)::text, 'UTF8'))
$$;

create function credit_effective_limit(l credit_line, at timestamptz) returns numeric language sql immutable
as $$
    select case when l.temporary_limit is not null and at >= l.temporary_from and at < l.temporary_until
        then l.temporary_limit else l.limit_amount end
$$;

create function credit_figures(l credit_line, at timestamptz) returns jsonb language sql immutable set search_path = public, pg_temp
as $$
    select jsonb_build_object(
        'lineId', l.id, 'currency', l.currency, 'seq', l.seq,
        'used', round(l.used, l.currency_digits), 'held', round(l.held, l.currency_digits),
        'owed', round(l.used - l.held, l.currency_digits),
        'limit', round(credit_effective_limit(l, at), l.currency_digits),
        'available', round(credit_effective_limit(l, at) - l.used, l.currency_digits))
$$;

create function credit_begin(p_wholesaler uuid, p_wait_ms int) returns void language plpgsql volatile set search_path = public, pg_temp
as $$
begin
    if p_wholesaler is distinct from current_tenant() then
        raise exception 'app.wholesaler does not name the wholesaler of this call.' using errcode = 'insufficient_privilege';
    end if;
    -- 0 would mean "wait for ever"; the callers below have a branch of their own for it.
    perform set_config('lock_timeout', greatest(p_wait_ms, 1)::text, true);
end $$;

create function credit_lock(p_wholesaler uuid, p_line uuid, p_wait_ms int) returns credit_line
language plpgsql volatile set search_path = public, pg_temp as $$
declare
    l credit_line;
    queue bigint := hashtextextended(p_line::text, 0);
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
    return l;
end $$;

create function credit_append(
    l credit_line, p_entry uuid, p_kind text, p_amount numeric, p_used_change numeric, p_held_change numeric,
    p_actor text, p_reason text, p_at timestamptz,
    p_order uuid default null, p_order_version int default null,
    p_payment uuid default null, p_override uuid default null, p_over_limit boolean default false) returns credit_line
language plpgsql volatile set search_path = public, pg_temp as $$
declare
    e ledger_entry;
begin
    if l.frozen_reason is not null and p_kind in ('DEBIT', 'OVERRIDE') then
        raise exception 'The credit line is frozen: %', l.frozen_reason;
    end if;
    e.wholesaler_id := l.wholesaler_id; e.id := p_entry; e.line_id := l.id; e.seq := l.seq + 1;
    e.kind := p_kind; e.amount := p_amount; e.used_change := p_used_change; e.held_change := p_held_change;
    e.used_after := l.used + p_used_change; e.held_after := l.held + p_held_change;
    e.limit_at := credit_effective_limit(l, p_at);
    e.order_id := p_order; e.order_version := p_order_version; e.payment_id := p_payment; e.override_id := p_override;
    e.over_limit := p_over_limit; e.actor := p_actor; e.reason := p_reason; e.at := p_at;
    e.previous_hash := l.hash;
    e.hash := ledger_hash(e, l.currency_digits);
    insert into ledger_entry select e.*;
    update credit_line c set used = e.used_after, held = e.held_after, seq = e.seq, hash = e.hash, last_at = e.at
        where c.wholesaler_id = l.wholesaler_id and c.id = l.id returning c.* into l;
    return l;
end $$;

-- The precedence of refusals; the first that applies wins. OVERDUE takes its place here once payments are matched to debits.
create function credit_policy(l credit_line, p_amount numeric, p_at timestamptz, out code text, out reason text)
language plpgsql stable set search_path = public, pg_temp as $$
begin
    if exists (select from retailer r where r.wholesaler_id = l.wholesaler_id and r.id = l.retailer_id and r.status = 'Suspended') then
        code := 'RETAILER_SUSPENDED';
    elsif l.status = 'Closed' then
        code := 'CREDIT_CLOSED';
    elsif l.hold_reason is not null or l.frozen_reason is not null then
        code := 'CREDIT_BLOCKED';
        reason := coalesce(l.hold_reason, 'The line is being checked');
    elsif p_amount > l.order_maximum then
        code := 'ORDER_TOO_LARGE';
    elsif l.used + p_amount > credit_effective_limit(l, p_at) then
        code := 'INSUFFICIENT_CREDIT';
    end if;
end $$;

create function credit_reserve(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea,
    p_order uuid, p_order_version int, p_amount numeric, p_currency text, p_actor text, p_wait_ms int,
    out replayed boolean, out answer text)
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    stored credit_decision;
    claimed int;
    at timestamptz;
    refusal record;
    entry uuid := gen_random_uuid();
    asked jsonb;
    invalid text;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    replayed := false;

    -- Before any key: these store nothing, consume nothing, lock nothing.
    select * into l from credit_line where wholesaler_id = p_wholesaler and id = p_line;
    invalid := case
        when l.id is null then 'UNKNOWN_LINE'
        when p_amount is null or p_amount = 'NaN' or p_amount <= 0 or p_amount >= 1000000000000
            or p_amount <> round(p_amount, l.currency_digits) then 'INVALID_AMOUNT'
        when p_currency is distinct from l.currency then 'CURRENCY_MISMATCH'
    end;
    if invalid is not null then
        answer := jsonb_build_object('outcome', 'INVALID', 'code', invalid)::text;
        return;
    end if;

    insert into credit_decision (wholesaler_id, scope, key, operation, body_hash, line_id, order_id)
        values (p_wholesaler, p_scope, p_key, 'reserve', p_body_hash, p_line, p_order)
        on conflict do nothing;
    get diagnostics claimed = row_count;
    if claimed = 0 then
        select * into strict stored from credit_decision where wholesaler_id = p_wholesaler and scope = p_scope and key = p_key;
        if stored.operation <> 'reserve' or stored.body_hash <> p_body_hash then
            answer := jsonb_build_object('outcome', 'INVALID', 'code', 'IDEMPOTENCY_CONFLICT')::text;
        else
            replayed := true;
            answer := stored.answer;
        end if;
        return;
    end if;

    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    asked := jsonb_build_object(
        'amount', round(p_amount, l.currency_digits), 'orderId', p_order, 'version', p_order_version,
        'projected', round(l.used + p_amount, l.currency_digits),
        'shortfall', round(greatest(l.used + p_amount - credit_effective_limit(l, at), 0), l.currency_digits));
    refusal := credit_policy(l, p_amount, at);
    if refusal.code is null then
        l := credit_append(l, entry, 'DEBIT', p_amount, p_amount, p_amount, p_actor, null, at, p_order, p_order_version);
        answer := (credit_figures(l, at) || asked || jsonb_build_object('outcome', 'ACCEPTED', 'entryId', entry, 'at', at))::text;
    else
        answer := (credit_figures(l, at) || asked || jsonb_build_object(
            'outcome', 'DECLINED', 'code', refusal.code, 'reason', refusal.reason, 'at', at))::text;
    end if;
    update credit_decision d set answer = credit_reserve.answer
        where d.wholesaler_id = p_wholesaler and d.scope = p_scope and d.key = p_key;
end $$;

-- Held becomes owed. What is confirmed below the order's hold is reversed first.
create function credit_confirm(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    order_held numeric;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    select coalesce(sum(held_change), 0) into order_held
        from ledger_entry where wholesaler_id = p_wholesaler and line_id = p_line and order_id = p_order;
    if p_amount <= 0 or p_amount > order_held then
        raise exception 'An order that holds % cannot be confirmed for %.', order_held, p_amount using errcode = 'check_violation';
    end if;
    if p_amount < order_held then
        l := credit_append(
            l, gen_random_uuid(), 'REVERSAL', order_held - p_amount, p_amount - order_held, p_amount - order_held,
            p_actor, 'confirmed in part', at, p_order, p_order_version);
    end if;
    l := credit_append(l, entry, 'CONFIRM', p_amount, 0, -p_amount, p_actor, null, at, p_order, p_order_version);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at, 'released', round(order_held - p_amount, l.currency_digits)))::text;
end $$;

-- Gives back all that the order still uses. Nothing left: no entry, and the answer's entryId is null.
create function credit_release(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    left_used numeric;
    left_held numeric;
    entry uuid;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    select coalesce(sum(used_change), 0), coalesce(sum(held_change), 0) into left_used, left_held
        from ledger_entry where wholesaler_id = p_wholesaler and line_id = p_line and order_id = p_order;
    if left_used > 0 then
        entry := gen_random_uuid();
        l := credit_append(l, entry, 'REVERSAL', left_used, -left_used, -left_held, p_actor, p_reason, at, p_order, p_order_version);
    end if;
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at, 'released', round(left_used, l.currency_digits)))::text;
end $$;

create function credit_open_line(
    p_wholesaler uuid, p_line uuid, p_retailer uuid, p_currency text, p_limit numeric, p_terms_days int, p_actor text) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz := clock_now();
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, 2000);
    insert into credit_line (wholesaler_id, id, retailer_id, currency, currency_digits, limit_amount, terms_days, hash, last_at)
        select p_wholesaler, p_line, p_retailer, p_currency, w.currency_digits, p_limit, p_terms_days, sha256(convert_to(p_line::text, 'UTF8')), at
        from wholesaler w where w.id = p_wholesaler and w.currency = p_currency
        returning * into l;
    if l.id is null then
        raise exception 'A line is opened in the wholesaler''s currency.' using errcode = 'check_violation';
    end if;
    l := credit_append(l, entry, 'LIMIT', p_limit, 0, 0, p_actor, 'opened', at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

create function credit_set_limit(p_wholesaler uuid, p_line uuid, p_limit numeric, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    update credit_line c set limit_amount = p_limit where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(l, entry, 'LIMIT', p_limit, 0, 0, p_actor, p_reason, at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- A reason sets the hold, null lifts it.
create function credit_hold(p_wholesaler uuid, p_line uuid, p_hold text, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    update credit_line c set hold_reason = p_hold where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(l, entry, case when p_hold is null then 'RELEASE_HOLD' else 'HOLD' end, 0, 0, 0, p_actor, p_hold, at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- A payment reference credits once; the same reference again answers with a null entryId and changes nothing.
create function credit_receive_payment(
    p_wholesaler uuid, p_line uuid, p_payment uuid, p_reference text, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid;
    claimed int;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    if p_amount <> round(p_amount, l.currency_digits) then
        raise exception 'The amount has more digits than the currency.' using errcode = 'check_violation';
    end if;
    insert into payment (wholesaler_id, id, line_id, reference, amount, received_at)
        values (p_wholesaler, p_payment, p_line, p_reference, p_amount, at) on conflict do nothing;
    get diagnostics claimed = row_count;
    if claimed = 1 then
        entry := gen_random_uuid();
        l := credit_append(l, entry, 'CREDIT', p_amount, -p_amount, 0, p_actor, p_reference, at, p_payment => p_payment);
    end if;
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- How many lines there are, past row-level security: an audit that saw none of them must not say that all is well.
create function credit_line_count() returns bigint language sql stable security definer set search_path = public, pg_temp
as $$ select count(*) from credit_line $$;
