-- A price rise is a decision like others: stored, and refused with its figures.
alter table credit_decision drop constraint credit_decision_scope_check,
    add constraint credit_decision_scope_check check (scope in ('api', 'cart', 'approval', 'price'));

-- What a refusal says to help: how much would fit, what is overdue, what must be paid to cure that, what falls due next.
-- Payments settle the oldest debts first, so what is older than the last debt that is past due and grace is paid before it.
create or replace function credit_outlook(l credit_line, at timestamptz) returns jsonb language sql stable set search_path = public, pg_temp
as $$
    with owed as (
        select d.seq, d.open, d.due_at, max(d.seq) filter (where d.due_at + make_interval(days => l.grace_days) < at) over () as last_late
        from debt d where d.wholesaler_id = l.wholesaler_id and d.line_id = l.id and d.open > 0)
    select jsonb_build_object(
        'fits', round(greatest(least(credit_effective_limit(l, at) - l.used, l.order_maximum), 0), l.currency_digits),
        'orderMaximum', round(l.order_maximum, l.currency_digits),
        'overdue', round(coalesce(sum(open) filter (where due_at < at), 0), l.currency_digits),
        'toPay', round(coalesce(sum(open) filter (where seq <= last_late), 0), l.currency_digits),
        'nextDueAt', min(due_at),
        'nextDueAmount', round((array_agg(open order by due_at) filter (where due_at is not null))[1], l.currency_digits))
    from owed
$$;

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
    total numeric;
    refusal record;
    entry uuid := gen_random_uuid();
    asked jsonb;
    answer text;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    perform credit_check_amount(p_difference, l.currency_digits);
    at := greatest(clock_now(), l.last_at);
    without := l;
    select l.used - coalesce(sum(used_change), 0), p_difference + coalesce(sum(used_change), 0) into without.used, total
        from ledger_entry where wholesaler_id = p_wholesaler and line_id = p_line and order_id = p_order;
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

-- A null limit ends it. One that would be over before it began is a mistake.
create or replace function credit_set_temporary_limit(
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
    if p_limit is not null and (p_until is null or p_until <= greatest(p_from, at)) then
        raise exception 'until: a temporary limit must end after its beginning, and after now.' using errcode = 'datetime_field_overflow';
    end if;
    update credit_line c set temporary_limit = p_limit,
        temporary_from = case when p_limit is not null then coalesce(p_from, at) end,
        temporary_until = case when p_limit is not null then p_until end
        where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(
        l, entry, 'TEMPORARY_LIMIT', coalesce(p_limit, 0), 0, 0, p_actor,
        concat_ws(' ', p_reason, case when p_limit is null then '(ended)' else format('(%s to %s)', l.temporary_from, l.temporary_until) end), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

drop function credit_hold(uuid, uuid, text, text, int);

-- A hold sets it, null lifts it; p_reason is why it is lifted, if that is told.
create function credit_hold(p_wholesaler uuid, p_line uuid, p_hold text, p_actor text, p_wait_ms int, p_reason text default null) returns text
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
    l := credit_append(
        l, entry, case when p_hold is null then 'RELEASE_HOLD' else 'HOLD' end, 0, 0, 0, p_actor, coalesce(p_hold, p_reason), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;
