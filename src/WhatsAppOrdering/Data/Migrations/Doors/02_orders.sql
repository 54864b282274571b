-- Held becomes owed, of a placed order. What is confirmed below the order's hold is reversed first. Without tracked delivery the terms run from now.
create or replace function credit_confirm(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    order_credit record;
    left_out numeric;
    entry uuid := gen_random_uuid();
    due timestamptz;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(p_amount, l.currency_digits, 'positive');
    order_credit := credit_of_order(l, p_order, p_order_version, 'Placed');
    if p_amount > order_credit.held then
        raise exception 'An order that holds % cannot be confirmed for %.', order_credit.held, p_amount using errcode = 'numeric_value_out_of_range';
    end if;
    left_out := order_credit.held - p_amount;
    if left_out > 0 then
        l := credit_append(
            l, gen_random_uuid(), 'REVERSAL', left_out, -left_out, -left_out, p_actor, 'confirmed in part', at, p_order, p_order_version);
    end if;
    l := credit_append(l, entry, 'CONFIRM', p_amount, 0, -p_amount, p_actor, null, at, p_order, p_order_version);
    select case when w.tracks_delivery then null else at + make_interval(days => l.terms_days) end into due
        from wholesaler w where w.id = p_wholesaler;
    insert into debt (wholesaler_id, line_id, seq, order_id, amount, open, since, due_at)
        values (p_wholesaler, p_line, l.seq, p_order, p_amount, p_amount, at, due);
    perform credit_settle(l);
    return (credit_figures(l, at) || jsonb_build_object(
        'entryId', entry, 'at', at, 'dueAt', due, 'released', round(left_out, l.currency_digits)))::text;
end $$;

-- The order keeps p_keep of its credit and the rest is given back: 0 when it ended, less than all when it was delivered short.
drop function credit_give_back(credit_line, uuid, int, numeric, text, text, timestamptz);
create function credit_give_back(l credit_line, p_order uuid, p_order_version int, p_state text, p_keep numeric, p_actor text, p_reason text, at timestamptz,
    out line credit_line, out entry uuid, out released numeric)
language plpgsql volatile as $$
declare
    order_credit record := credit_of_order(l, p_order, p_order_version, p_state);
begin
    line := l;
    released := order_credit.used - p_keep;
    if released < 0 then
        raise exception 'An order of % cannot keep %.', order_credit.used, p_keep using errcode = 'numeric_value_out_of_range';
    elsif released > 0 then
        entry := gen_random_uuid();
        line := credit_append(l, entry, 'REVERSAL', released, -released, -least(order_credit.held, released), p_actor, p_reason, at, p_order, p_order_version);
        update debt set amount = p_keep, open = least(open, p_keep) where wholesaler_id = l.wholesaler_id and order_id = p_order;
        perform credit_settle(line);
    end if;
end $$;

-- Gives back all that an order takes up which ends in p_state, as its caller locked it. One that awaits approval takes up
-- nothing: no entry, and the answer's entryId is null.
drop function credit_release(uuid, uuid, uuid, int, text, text, int);
create function credit_release(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_state text, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    given record;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    given := credit_give_back(l, p_order, p_order_version, p_state, 0, p_actor, p_reason, at);
    return (credit_figures(given.line, at) || jsonb_build_object(
        'entryId', given.entry, 'at', at, 'released', round(given.released, l.currency_digits)))::text;
end $$;

-- The goods are there: what is missing is given back, and the terms run from now.
create or replace function credit_deliver(
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
    perform credit_check_amount(p_delivered, l.currency_digits, 'positive');
    given := credit_give_back(l, p_order, p_order_version, 'Confirmed', p_delivered, p_actor, 'delivered short', at);
    update debt set due_at = coalesce(due_at, at + make_interval(days => l.terms_days))
        where wholesaler_id = p_wholesaler and order_id = p_order returning due_at into due;
    return (credit_figures(given.line, at) || jsonb_build_object(
        'entryId', given.entry, 'at', at, 'dueAt', due, 'released', round(given.released, l.currency_digits)))::text;
end $$;

-- The retailer has accepted a higher price: the order's next version debits the difference, if the policy allows the whole
-- order at its new amount, as if it were wished anew in its own place. Each try is a decision of its own: the order's lock
-- and the number of its offer see to it that one is granted once. Only while the order is unconfirmed, so the difference is
-- held like the rest of it.
create or replace function credit_raise(
    p_wholesaler uuid, p_line uuid, p_order uuid, p_order_version int, p_difference numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    without credit_line;
    at timestamptz;
    order_credit record;
    total numeric;
    refusal record;
    entry uuid := gen_random_uuid();
    asked jsonb;
    answer text;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    perform credit_check_amount(p_difference, l.currency_digits, 'positive');
    at := greatest(clock_now(), l.last_at);
    order_credit := credit_of_order(l, p_order, p_order_version - 1, 'Placed');
    total := order_credit.used + p_difference;
    without := l;
    without.used := l.used - order_credit.used;
    asked := jsonb_build_object(
        'amount', round(total, l.currency_digits), 'orderId', p_order,
        'projected', round(l.used + p_difference, l.currency_digits),
        'shortfall', round(greatest(l.used + p_difference - credit_effective_limit(l, at), 0), l.currency_digits));
    refusal := credit_policy(without, total, at);
    if refusal.code is null then
        l := credit_append(l, entry, 'DEBIT', p_difference, p_difference, p_difference, p_actor, 'price rise', at, p_order, p_order_version);
        answer := (credit_figures(l, at) || asked || jsonb_build_object(
            'outcome', 'ACCEPTED', 'version', p_order_version, 'entryId', entry, 'at', at))::text;
    else
        -- Without the version, which a later try may be granted. No approval is asked for a rise, so none cures it.
        answer := (credit_figures(l, at) || asked || credit_outlook(without, at) || jsonb_build_object(
            'outcome', 'DECLINED', 'code', refusal.code, 'reason', refusal.reason, 'curable', false, 'at', at))::text;
    end if;
    insert into credit_decision (wholesaler_id, scope, key, operation, body_hash, line_id, order_id, answer)
        values (p_wholesaler, 'price', format('%s.%s.%s', p_order, p_order_version, entry), 'raise',
            sha256(convert_to(total::text, 'UTF8')), p_line, p_order, answer);
    return answer;
end $$;

revoke all on function
    credit_give_back(credit_line, uuid, int, text, numeric, text, text, timestamptz),
    credit_release(uuid, uuid, uuid, int, text, text, text, int)
    from public;
grant execute on function credit_release(uuid, uuid, uuid, int, text, text, text, int) to ordering_service;
