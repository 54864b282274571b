-- Only the outermost function pins its search path: on the inner ones, which run inside it, the clause costs a fifth of a
-- decision. Whoever calls an inner one directly does so with his own rights.
do $$
declare
    f regprocedure;
begin
    for f in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace and not p.prosecdef
            and (p.proname like 'credit\_%' or p.proname = 'ledger_hash') loop
        execute format('alter function %s reset search_path', f);
    end loop;
end $$;

-- The decision itself, for the functions that ask for credit: they have checked the tenant, bounded the waits and pinned
-- the path. As before, but its row is written once, when it is decided: two who come with the same key queue for it.
-- decided is null for a replay.
-- p_approved: the wholesaler has approved this order and amount; what an approval can cure is overridden, and said so in the ledger,
-- with p_reason if he says why.
-- p_replaces: an order that waits for its confirmation and ends if this one is granted. The policy looks at the line as if it
-- had ended already; if this one is refused, it holds its credit as before.
create function credit_decide(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea,
    p_order uuid, p_order_version int, p_amount numeric, p_currency text, p_actor text, p_wait_ms int, p_approved boolean,
    p_replaces uuid, p_replaces_version int, p_reason text,
    out replayed boolean, out answer text, out decided jsonb)
language plpgsql volatile as $$
declare
    l credit_line;
    stored credit_decision;
    came_at timestamptz := clock_now();
    at timestamptz;
    refusal record;
    entry uuid := gen_random_uuid();
    override uuid;
    asked jsonb;
    invalid text;
    without credit_line;
    gone record;
begin
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
        decided := jsonb_build_object('outcome', 'INVALID', 'code', invalid);
        answer := decided::text;
        return;
    end if;

    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', p_wholesaler, p_scope, p_key), 1));
    select * into stored from credit_decision where wholesaler_id = p_wholesaler and scope = p_scope and key = p_key;
    if found then
        if stored.operation <> 'reserve' or stored.body_hash <> p_body_hash then
            decided := jsonb_build_object('outcome', 'INVALID', 'code', 'IDEMPOTENCY_CONFLICT');
            answer := decided::text;
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
        l := credit_append(l, override, 'OVERRIDE', p_amount, 0, 0, p_actor,
            concat_ws(': ', refusal.code, p_reason), at, p_order, p_order_version);
        refusal.code := null;
    end if;
    if refusal.code is null then
        if p_replaces is not null then
            gone := credit_give_back(l, p_replaces, p_replaces_version, 0, p_actor, 'replaced', at);
            l := gone.line;
        end if;
        l := credit_append(
            l, entry, 'DEBIT', p_amount, p_amount, p_amount, p_actor, case when override is null then p_reason end, at, p_order, p_order_version,
            p_override => override, p_over_limit => l.used + p_amount > credit_effective_limit(l, at));
        decided := credit_figures(l, at) || asked || jsonb_build_object('outcome', 'ACCEPTED', 'entryId', entry, 'at', at);
    else
        decided := credit_figures(without, at) || asked || credit_outlook(without, at) || jsonb_build_object(
            'outcome', 'DECLINED', 'code', refusal.code, 'reason', refusal.reason, 'curable', credit_is_curable(refusal.code), 'at', at);
    end if;
    answer := decided::text;
    insert into credit_decision (wholesaler_id, scope, key, operation, body_hash, line_id, order_id, answer, created_at)
        values (p_wholesaler, p_scope, p_key, 'reserve', p_body_hash, p_line, p_order, answer, came_at);
end $$;

create or replace function credit_reserve(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea,
    p_order uuid, p_order_version int, p_amount numeric, p_currency text, p_actor text, p_wait_ms int, p_approved boolean default false,
    p_replaces uuid default null, p_replaces_version int default null, p_reason text default null,
    out replayed boolean, out answer text)
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    made record;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    made := credit_decide(
        p_wholesaler, p_line, p_scope, p_key, p_body_hash, p_order, p_order_version, p_amount, p_currency, p_actor, p_wait_ms, p_approved,
        p_replaces, p_replaces_version, p_reason);
    replayed := made.replayed;
    answer := made.answer;
end $$;

revoke all on function
    credit_decide(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int, boolean, uuid, int, text)
    from public;
