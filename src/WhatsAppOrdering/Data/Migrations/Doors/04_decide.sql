-- The decision itself, for the functions that ask for credit: they have checked the tenant, bounded the waits and pinned
-- the path. Its row is written once, when it is decided: two who come with the same key queue for it.
-- decided is null for a replay.
-- p_approved: the wholesaler has approved this order and amount; what an approval can cure is overridden, and said so in the ledger,
-- with p_reason if he says why.
-- p_replaces: an order that waits for its confirmation and ends if this one is granted. The policy looks at the line as if it
-- had ended already; if this one is refused, it holds its credit as before.
create or replace function credit_decide(
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
    standing record;
begin
    replayed := false;
    perform credit_check_given(p_scope in ('api', 'cart', 'approval'), 'A decision has the scope api, cart or approval.');
    perform credit_check_given(length(p_key) between 1 and 200, 'A decision has a key of 1 to 200 characters.');
    perform credit_check_given(
        p_body_hash is not null and p_order is not null and p_order_version is not null, 'A decision has its body''s hash, its order and that one''s version.');

    -- Before any key: these store nothing, consume nothing, lock nothing.
    select * into l from credit_line where wholesaler_id = p_wholesaler and id = p_line;
    invalid := case
        when l.id is null then 'UNKNOWN_LINE'
        when credit_amount_fault(p_amount, l.currency_digits, 'positive') is not null then 'INVALID_AMOUNT'
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
    -- An order takes up credit under one version at a time: the next one takes its place, or raises it.
    select sum(e.used_change) as used, max(e.order_version) filter (where e.kind = 'DEBIT') as version into standing
        from ledger_entry e where e.wholesaler_id = p_wholesaler and e.order_id = p_order;
    if standing.version >= p_order_version or (standing.used > 0 and p_order is distinct from p_replaces) then
        decided := jsonb_build_object('outcome', 'INVALID', 'code', 'INVALID_TRANSITION',
            'reason', format('The order has its credit under version %s.', standing.version));
        answer := decided::text;
        return;
    end if;
    at := greatest(clock_now(), l.last_at);
    without := l;
    if p_replaces is not null then
        gone := credit_of_order(l, p_replaces, p_replaces_version, 'Placed');
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
            gone := credit_give_back(l, p_replaces, p_replaces_version, 'Placed', 0, p_actor, 'replaced', at);
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

drop function credit_check_amount(numeric, smallint);
