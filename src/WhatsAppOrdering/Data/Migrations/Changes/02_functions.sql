drop function credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int, boolean);

-- p_approved: the wholesaler has approved this order and amount; what an approval can cure is overridden, and said so in the ledger.
-- p_replaces: an order that waits for its confirmation and ends if this one is granted. The policy looks at the line as if it
-- had ended already; if this one is refused, it holds its credit as before.
create function credit_reserve(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea,
    p_order uuid, p_order_version int, p_amount numeric, p_currency text, p_actor text, p_wait_ms int, p_approved boolean default false,
    p_replaces uuid default null, p_replaces_version int default null,
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
    without credit_line;
    gone record;
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
    without := l;
    if p_replaces is not null then
        select coalesce(sum(used_change), 0) as used, coalesce(sum(held_change), 0) as held into gone
            from ledger_entry where wholesaler_id = p_wholesaler and line_id = p_line and order_id = p_replaces;
        without.used := l.used - gone.used;
        without.held := l.held - gone.held;
    end if;
    asked := jsonb_build_object(
        'amount', round(p_amount, l.currency_digits), 'orderId', p_order, 'version', p_order_version,
        'projected', round(without.used + p_amount, l.currency_digits),
        'shortfall', round(greatest(without.used + p_amount - credit_effective_limit(l, at), 0), l.currency_digits));
    refusal := credit_policy(without, p_amount, at);
    if p_approved and credit_is_curable(refusal.code) then
        override := gen_random_uuid();
        l := credit_append(l, override, 'OVERRIDE', p_amount, 0, 0, p_actor, refusal.code, at, p_order, p_order_version);
        refusal.code := null;
    end if;
    if refusal.code is null then
        if p_replaces is not null then
            gone := credit_give_back(l, p_replaces, p_replaces_version, 0, p_actor, 'replaced', at);
            l := gone.line;
        end if;
        l := credit_append(
            l, entry, 'DEBIT', p_amount, p_amount, p_amount, p_actor, null, at, p_order, p_order_version,
            p_override => override, p_over_limit => l.used + p_amount > credit_effective_limit(l, at));
        answer := (credit_figures(l, at) || asked || jsonb_build_object('outcome', 'ACCEPTED', 'entryId', entry, 'at', at))::text;
    else
        answer := (credit_figures(without, at) || asked || credit_outlook(without, at) || jsonb_build_object(
            'outcome', 'DECLINED', 'code', refusal.code, 'reason', refusal.reason, 'curable', credit_is_curable(refusal.code), 'at', at))::text;
    end if;
    update credit_decision d set answer = credit_reserve.answer
        where d.wholesaler_id = p_wholesaler and d.scope = p_scope and d.key = p_key;
end $$;

-- The wholesaler raises the limit to what is used now, the order he has just approved included.
create function credit_raise_limit(p_wholesaler uuid, p_line uuid, p_actor text, p_reason text, p_wait_ms int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    l credit_line;
    at timestamptz;
    entry uuid;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    l := credit_lock(p_wholesaler, p_line, p_wait_ms);
    at := greatest(clock_now(), l.last_at);
    if l.used > l.limit_amount then
        entry := gen_random_uuid();
        update credit_line c set limit_amount = l.used where c.wholesaler_id = p_wholesaler and c.id = p_line returning c.* into l;
        l := credit_append(l, entry, 'LIMIT', l.limit_amount, 0, 0, p_actor, p_reason, at);
    end if;
    return (credit_figures(l, at) || jsonb_build_object('entryId', entry, 'at', at))::text;
end $$;

revoke all on function
    credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int, boolean, uuid, int),
    credit_raise_limit(uuid, uuid, text, text, int)
    from public;
grant execute on function
    credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int, boolean, uuid, int),
    credit_raise_limit(uuid, uuid, text, text, int)
    to ordering_service;
