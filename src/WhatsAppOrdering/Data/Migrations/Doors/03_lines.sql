create or replace function credit_open_line(
    p_wholesaler uuid, p_line uuid, p_retailer uuid, p_currency text, p_limit numeric, p_terms_days int, p_actor text) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz := clock_now();
    entry uuid := gen_random_uuid();
    digits smallint;
begin
    perform credit_begin(p_wholesaler, 2000);
    select w.currency_digits into digits from wholesaler w where w.id = p_wholesaler and w.currency = p_currency;
    perform credit_check_given(digits is not null, 'A line is opened in the wholesaler''s currency.');
    perform credit_check_given(p_terms_days >= 0, 'The terms are days, none or more.');
    perform credit_check_amount(p_limit, digits, 'not negative');
    insert into credit_line (wholesaler_id, id, retailer_id, currency, currency_digits, limit_amount, terms_days, hash, last_at)
        values (p_wholesaler, p_line, p_retailer, p_currency, digits, p_limit, p_terms_days, sha256(convert_to(p_line::text, 'UTF8')), at)
        returning * into l;
    l := credit_append(l, entry, 'LIMIT', p_limit, 0, 0, p_actor, 'opened', at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- Limit, per-order maximum (null: none), terms, grace: the keys of p_changes that are there are set.
create or replace function credit_set_terms(p_wholesaler uuid, p_line uuid, p_changes jsonb, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    if p_changes ? 'limit' then
        perform credit_check_amount((p_changes ->> 'limit')::numeric, l.currency_digits, 'not negative');
    end if;
    if p_changes ->> 'orderMaximum' is not null then
        perform credit_check_amount((p_changes ->> 'orderMaximum')::numeric, l.currency_digits, 'positive');
    end if;
    perform credit_check_given(
        coalesce((p_changes ->> 'termsDays')::int, 0) >= 0 and coalesce((p_changes ->> 'graceDays')::int, 0) >= 0,
        'Terms and grace are days, none or more.');
    update credit_line c set
        limit_amount = coalesce((p_changes ->> 'limit')::numeric, c.limit_amount),
        order_maximum = case when p_changes ? 'orderMaximum' then (p_changes ->> 'orderMaximum')::numeric else c.order_maximum end,
        terms_days = coalesce((p_changes ->> 'termsDays')::int, c.terms_days),
        grace_days = coalesce((p_changes ->> 'graceDays')::int, c.grace_days)
        where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(l, entry, 'LIMIT', l.limit_amount, 0, 0, p_actor, concat_ws(': ', p_reason, p_changes::text), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
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
    perform credit_check_amount(coalesce(p_limit, 0), l.currency_digits, 'not negative');
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

-- A reason sets the hold, null lifts one that is there; p_reason is why it is lifted, if that is told.
create or replace function credit_hold(p_wholesaler uuid, p_line uuid, p_hold text, p_actor text, p_wait_ms int, p_reason text default null) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid := gen_random_uuid();
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    perform credit_check_given(btrim(coalesce(p_hold, 'lift')) <> '', 'A hold needs its reason.');
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    if p_hold is null and l.hold_reason is null then
        raise exception 'The credit line is not on hold: there is nothing to lift.' using errcode = 'WO003';
    end if;
    at := greatest(clock_now(), l.last_at);
    update credit_line c set hold_reason = p_hold where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
    l := credit_append(
        l, entry, case when p_hold is null then 'RELEASE_HOLD' else 'HOLD' end, 0, 0, 0, p_actor, coalesce(p_hold, p_reason), at);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

-- A payment reference credits once. Again with the same amount on the same line: a null entryId, nothing changed. What a
-- reference or an id stands for already is a conflict for any other amount, line or reference.
create or replace function credit_receive_payment(
    p_wholesaler uuid, p_line uuid, p_payment uuid, p_reference text, p_amount numeric, p_actor text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid;
    claimed int;
    conflict boolean;
    stored uuid;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    perform credit_check_given(p_payment is not null and btrim(p_reference) <> '', 'A payment needs its id and its reference.');
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    perform credit_check_amount(p_amount, l.currency_digits, 'positive');
    insert into payment (wholesaler_id, id, line_id, reference, amount, received_at)
        values (p_wholesaler, p_payment, p_line, p_reference, p_amount, at) on conflict do nothing;
    get diagnostics claimed = row_count;
    if claimed = 1 then
        entry := gen_random_uuid();
        l := credit_append(l, entry, 'CREDIT', p_amount, -p_amount, 0, p_actor, p_reference, at, p_payment => p_payment);
        perform credit_settle(l);
        return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'paymentId', p_payment, 'at', at))::text;
    end if;
    select bool_or((p.line_id, p.amount, p.reference) <> (p_line, p_amount, p_reference)), (array_agg(p.id order by p.reference = p_reference desc))[1]
        into conflict, stored
        from payment p where p.wholesaler_id = p_wholesaler and (p.reference = p_reference or p.id = p_payment);
    return (credit_figures(l, at) || jsonb_build_object('entryId', null, 'paymentId', stored, 'at', at,
        'code', case when conflict then 'IDEMPOTENCY_CONFLICT' end))::text;
end $$;

-- A person's correction: a positive amount is owed in addition, due at p_due or by the line's terms; a negative one settles.
create or replace function credit_adjust(
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
    perform credit_check_amount(p_amount, l.currency_digits, 'not zero');
    l := credit_append(l, entry, 'ADJUSTMENT', abs(p_amount), p_amount, 0, p_actor, p_reason, at,
        p_over_limit => p_amount > 0 and l.used + p_amount > credit_effective_limit(l, at));
    if p_amount > 0 then
        insert into debt (wholesaler_id, line_id, seq, amount, open, since, due_at)
            values (p_wholesaler, p_line, l.seq, p_amount, p_amount, at, coalesce(p_due, at + make_interval(days => l.terms_days)));
    end if;
    perform credit_settle(l);
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;
