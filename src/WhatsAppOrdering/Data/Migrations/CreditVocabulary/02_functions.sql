-- The whole vocabulary. Each public function: the tenant is checked, waits are bounded, the line is queued for and locked,
-- then read by a statement of its own.

create function credit_check_amount(p_amount numeric, p_digits smallint) returns void language plpgsql immutable as $$
begin
    if p_amount is null or p_amount = 'NaN' or abs(p_amount) >= 1000000000000 or p_amount <> round(p_amount, p_digits) then
        raise exception 'The amount % is no amount of a currency with % digits, or over the cap.', p_amount, p_digits
            using errcode = 'numeric_value_out_of_range';
    end if;
end $$;

-- The precedence of refusals; the first that applies wins.
create or replace function credit_policy(l credit_line, p_amount numeric, p_at timestamptz, out code text, out reason text)
language plpgsql stable set search_path = public, pg_temp as $$
begin
    if exists (select from retailer r where r.wholesaler_id = l.wholesaler_id and r.id = l.retailer_id and r.status = 'Suspended') then
        code := 'RETAILER_SUSPENDED';
    elsif l.status = 'Closed' then
        code := 'CREDIT_CLOSED';
    elsif l.hold_reason is not null or l.frozen_reason is not null then
        code := 'CREDIT_BLOCKED';
        reason := coalesce(l.hold_reason, 'The line is being checked');
    elsif exists (select from debt d where d.wholesaler_id = l.wholesaler_id and d.line_id = l.id and d.open > 0
            and d.due_at + make_interval(days => l.grace_days) < p_at) then
        code := 'OVERDUE';
    elsif p_amount > l.order_maximum then
        code := 'ORDER_TOO_LARGE';
    elsif l.used + p_amount > credit_effective_limit(l, p_at) then
        code := 'INSUFFICIENT_CREDIT';
    end if;
end $$;

-- Closed, blocked, suspended: no approval of one order cures these.
create function credit_is_curable(p_code text) returns boolean language sql immutable
as $$ select p_code in ('OVERDUE', 'ORDER_TOO_LARGE', 'INSUFFICIENT_CREDIT') $$;

drop function credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int);

-- p_approved: the wholesaler has approved this order and amount; what an approval can cure is overridden, and said so in the ledger.
create function credit_reserve(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea,
    p_order uuid, p_order_version int, p_amount numeric, p_currency text, p_actor text, p_wait_ms int, p_approved boolean default false,
    out replayed boolean, out answer text)
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    stored credit_decision;
    claimed int;
    at timestamptz;
    refusal record;
    entry uuid := gen_random_uuid();
    override uuid;
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
    if p_approved and credit_is_curable(refusal.code) then
        override := gen_random_uuid();
        l := credit_append(l, override, 'OVERRIDE', p_amount, 0, 0, p_actor, refusal.code, at, p_order, p_order_version);
        refusal.code := null;
    end if;
    if refusal.code is null then
        l := credit_append(
            l, entry, 'DEBIT', p_amount, p_amount, p_amount, p_actor, null, at, p_order, p_order_version,
            p_override => override, p_over_limit => l.used + p_amount > credit_effective_limit(l, at));
        answer := (credit_figures(l, at) || asked || jsonb_build_object('outcome', 'ACCEPTED', 'entryId', entry, 'at', at))::text;
    else
        answer := (credit_figures(l, at) || asked || credit_outlook(l, at) || jsonb_build_object(
            'outcome', 'DECLINED', 'code', refusal.code, 'reason', refusal.reason, 'curable', credit_is_curable(refusal.code), 'at', at))::text;
    end if;
    update credit_decision d set answer = credit_reserve.answer
        where d.wholesaler_id = p_wholesaler and d.scope = p_scope and d.key = p_key;
end $$;

-- Held becomes owed. What is confirmed below the order's hold is reversed first. Without tracked delivery the terms run from now.
create or replace function credit_confirm(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    order_held numeric;
    entry uuid := gen_random_uuid();
    due timestamptz;
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
    select case when w.tracks_delivery then null else at + make_interval(days => l.terms_days) end into due
        from wholesaler w where w.id = p_wholesaler;
    insert into debt (wholesaler_id, line_id, seq, order_id, amount, open, since, due_at)
        values (p_wholesaler, p_line, l.seq, p_order, p_amount, p_amount, at, due);
    perform credit_settle(l);
    return (credit_figures(l, at) || jsonb_build_object(
        'entryId', entry, 'at', at, 'dueAt', due, 'released', round(order_held - p_amount, l.currency_digits)))::text;
end $$;

-- The order keeps p_keep of its credit and the rest is given back: 0 when it ended, less than all when it was delivered short.
create function credit_give_back(l credit_line, p_order uuid, p_order_version int, p_keep numeric, p_actor text, p_reason text, at timestamptz,
    out line credit_line, out entry uuid, out released numeric)
language plpgsql volatile set search_path = public, pg_temp as $$
declare
    left_used numeric;
    left_held numeric;
begin
    line := l;
    select coalesce(sum(used_change), 0), coalesce(sum(held_change), 0) into left_used, left_held
        from ledger_entry where wholesaler_id = l.wholesaler_id and line_id = l.id and order_id = p_order;
    released := left_used - p_keep;
    if released < 0 then
        raise exception 'An order of % cannot keep %.', left_used, p_keep using errcode = 'check_violation';
    elsif released > 0 then
        entry := gen_random_uuid();
        line := credit_append(l, entry, 'REVERSAL', released, -released, -least(left_held, released), p_actor, p_reason, at, p_order, p_order_version);
        update debt set amount = p_keep, open = least(open, p_keep) where wholesaler_id = l.wholesaler_id and order_id = p_order;
        perform credit_settle(line);
    end if;
end $$;

-- Gives back all that the order still uses. Nothing left: no entry, and the answer's entryId is null.
create or replace function credit_release(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    given record;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    given := credit_give_back(l, p_order, p_order_version, 0, p_actor, p_reason, at);
    return (credit_figures(given.line, at) || jsonb_build_object(
        'entryId', given.entry, 'at', at, 'released', round(given.released, l.currency_digits)))::text;
end $$;

-- The goods are there: what is missing is given back, and the terms run from now.
create function credit_deliver(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_delivered numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    given record;
    due timestamptz;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    given := credit_give_back(l, p_order, p_order_version, p_delivered, p_actor, 'delivered short', at);
    update debt set due_at = coalesce(due_at, at + make_interval(days => l.terms_days))
        where wholesaler_id = p_wholesaler and order_id = p_order returning due_at into due;
    return (credit_figures(given.line, at) || jsonb_build_object(
        'entryId', given.entry, 'at', at, 'dueAt', due, 'released', round(given.released, l.currency_digits)))::text;
end $$;

-- The retailer has accepted a higher price: the order's next version debits the difference, if the policy allows it.
-- Only while the order is unconfirmed, so the difference is held like the rest of it.
create function credit_raise(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_difference numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    refusal record;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    perform credit_check_amount(p_difference, l.currency_digits);
    at := greatest(clock_now(), l.last_at);
    refusal := credit_policy(l, p_difference, at);
    if refusal.code is not null then
        return (credit_figures(l, at) || credit_outlook(l, at) || jsonb_build_object(
            'code', refusal.code, 'reason', refusal.reason, 'entryId', null, 'at', at, 'released', 0))::text;
    end if;
    l := credit_append(l, entry, 'DEBIT', p_difference, p_difference, p_difference, p_actor, 'price rise', at, p_order, p_order_version);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at, 'released', 0))::text;
end $$;

-- Limit, per-order maximum, terms, grace: the keys of p_changes that are there are set.
create function credit_set_terms(p_wholesaler uuid, p_line uuid, p_changes jsonb, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(coalesce((p_changes ->> 'limit')::numeric, 0), l.currency_digits),
        credit_check_amount(coalesce((p_changes ->> 'orderMaximum')::numeric, 0), l.currency_digits);
    update credit_line c set
        limit_amount = coalesce((p_changes ->> 'limit')::numeric, c.limit_amount),
        order_maximum = case when p_changes ? 'orderMaximum' then (p_changes ->> 'orderMaximum')::numeric else c.order_maximum end,
        terms_days = coalesce((p_changes ->> 'termsDays')::int, c.terms_days),
        grace_days = coalesce((p_changes ->> 'graceDays')::int, c.grace_days)
        where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(l, entry, 'LIMIT', l.limit_amount, 0, 0, p_actor, concat_ws(': ', p_reason, p_changes::text), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- A null limit ends it.
create function credit_set_temporary_limit(
    p_wholesaler uuid, p_line uuid, p_limit numeric, p_from timestamptz, p_until timestamptz, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(coalesce(p_limit, 0), l.currency_digits);
    update credit_line c set temporary_limit = p_limit,
        temporary_from = case when p_limit is not null then coalesce(p_from, at) end,
        temporary_until = case when p_limit is not null then p_until end
        where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(
        l, entry, 'TEMPORARY_LIMIT', coalesce(p_limit, 0), 0, 0, p_actor,
        concat_ws(' ', p_reason, case when p_limit is null then '(ended)' else format('(%s to %s)', l.temporary_from, l.temporary_until) end), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- For good: no more orders; payments still come in.
create function credit_close(p_wholesaler uuid, p_line uuid, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    if l.status <> 'Closed' then
        entry := gen_random_uuid();
        update credit_line c set status = 'Closed' where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
        l := credit_append(l, entry, 'CLOSE', 0, 0, 0, p_actor, p_reason, at);
    end if;
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- A payment reference credits once. Again with the same amount on the same line: a null entryId, nothing changed; otherwise a conflict.
create or replace function credit_receive_payment(
    p_wholesaler uuid, p_line uuid, p_payment uuid, p_reference text, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid;
    claimed int;
    stored payment;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(p_amount, l.currency_digits);
    insert into payment (wholesaler_id, id, line_id, reference, amount, received_at)
        values (p_wholesaler, p_payment, p_line, p_reference, p_amount, at) on conflict (wholesaler_id, reference) do nothing;
    get diagnostics claimed = row_count;
    if claimed = 1 then
        entry := gen_random_uuid();
        l := credit_append(l, entry, 'CREDIT', p_amount, -p_amount, 0, p_actor, p_reference, at, p_payment => p_payment);
        perform credit_settle(l);
        return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'paymentId', p_payment, 'at', at))::text;
    end if;
    select * into strict stored from payment where wholesaler_id = p_wholesaler and reference = p_reference;
    return (credit_figures(l, at) || jsonb_build_object('entryId', null, 'paymentId', stored.id, 'at', at,
        'code', case when stored.line_id <> p_line or stored.amount <> p_amount then 'IDEMPOTENCY_CONFLICT' end))::text;
end $$;

-- The payment bounced: what it settled is owed again, the latest settled first. Once per payment.
create function credit_reverse_payment(p_wholesaler uuid, p_line uuid, p_payment uuid, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    paid payment;
    entry uuid;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    select * into paid from payment where wholesaler_id = p_wholesaler and line_id = p_line and id = p_payment;
    if paid.id is null then
        raise exception 'Unknown payment.' using errcode = 'no_data_found';
    end if;
    if not exists (select from ledger_entry where wholesaler_id = p_wholesaler and payment_id = p_payment and kind = 'PAYMENT_REVERSAL') then
        entry := gen_random_uuid();
        l := credit_append(l, entry, 'PAYMENT_REVERSAL', paid.amount, paid.amount, 0, p_actor, p_reason, at, p_payment => p_payment,
            p_over_limit => l.used + paid.amount > credit_effective_limit(l, at));
        perform credit_settle(l);
    end if;
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'paymentId', p_payment, 'at', at))::text;
end $$;

-- A person's correction: a positive amount is owed in addition, due at p_due or by the line's terms; a negative one settles.
create function credit_adjust(
    p_wholesaler uuid, p_line uuid, p_amount numeric, p_due timestamptz, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(p_amount, l.currency_digits);
    l := credit_append(l, entry, 'ADJUSTMENT', abs(p_amount), p_amount, 0, p_actor, p_reason, at,
        p_over_limit => p_amount > 0 and l.used + p_amount > credit_effective_limit(l, at));
    if p_amount > 0 then
        insert into debt (wholesaler_id, line_id, seq, amount, open, since, due_at)
            values (p_wholesaler, p_line, l.seq, p_amount, p_amount, at, coalesce(p_due, at + make_interval(days => l.terms_days)));
    end if;
    perform credit_settle(l);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- What the audit found broken takes no more orders; the flag is outside the ledger.
create function credit_freeze(p_wholesaler uuid, p_line uuid, p_reason text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
begin
    perform credit_begin(p_wholesaler, 2000);
    update credit_line set frozen_reason = p_reason where wholesaler_id = p_wholesaler and id = p_line and frozen_reason is null;
end $$;

drop function credit_set_limit(uuid, uuid, numeric, text, text, int);
