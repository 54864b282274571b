-- One decision, one call: asks for credit and writes what follows from the answer, the order with its number, lines and
-- first transition, and the notices of its state, whose facts get the number and the figures. What was refused, and no
-- approval is asked for, leaves a decision only. Names, prices and whom to tell were read before, outside of the line's lock.
-- p_order: id, approvalId (of the order that asks for approval; left out, none is asked), retailer, channel, phoneNumberId,
--     placedBy, cartId, cartVersion, confirmWithin and maxHold in seconds.
-- p_lines: position, sku, name, quantity, unit, unitPrice, total.
-- p_notices: state (Placed or AwaitingApproval), phoneNumberId, personId, reply, repeat, facts.
-- p_ends: the caller's COMMIT goes along. Then what decides nothing now, a replay or an invalid wish, is the error WO001
--     with the answer as its message, so that the COMMIT is not reached.
create function order_place(
    p_wholesaler uuid, p_line uuid, p_scope text, p_key text, p_body_hash bytea, p_amount numeric, p_currency text, p_actor text, p_wait_ms int,
    p_order jsonb, p_lines jsonb, p_notices jsonb, p_replaces uuid, p_replaces_version int, p_ends boolean,
    out replayed boolean, out answer text, out number bigint, out waited bigint)
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    made record;
    becomes text;
    subject uuid := (p_order ->> 'id')::uuid;
    at timestamptz;
    expires timestamptz;
    bound timestamptz;
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    made := credit_decide(
        p_wholesaler, p_line, p_scope, p_key, p_body_hash, subject, 1, p_amount, p_currency, p_actor, p_wait_ms, false,
        p_replaces, p_replaces_version, null);
    replayed := made.replayed;
    answer := made.answer;
    waited := nullif(current_setting('credit.lock_waited', true), '')::bigint;
    if p_ends and (replayed or made.decided ->> 'outcome' = 'INVALID') then
        raise exception '%', answer using errcode = 'WO001';
    end if;
    becomes := case
        when made.decided ->> 'outcome' = 'ACCEPTED' then 'Placed'
        when p_order ? 'approvalId' and (made.decided ->> 'curable')::boolean then 'AwaitingApproval'
    end;
    if becomes is null then
        return;
    end if;

    -- A refused wish keeps its id to itself: the order that asks for approval is another thing than what was refused.
    if becomes = 'AwaitingApproval' then
        subject := (p_order ->> 'approvalId')::uuid;
    end if;
    number := nextval('order_number');
    at := (made.decided ->> 'at')::timestamptz;
    expires := at + make_interval(secs => (p_order ->> 'confirmWithin')::double precision);
    bound := at + make_interval(secs => (p_order ->> 'maxHold')::double precision);
    insert into sales_order (wholesaler_id, id, number, retailer_id, line_id, status, currency, total, channel, phone_number_id, placed_by,
            cart_id, cart_version, placed_at, expires_at, max_hold_until)
        values (p_wholesaler, subject, number, (p_order ->> 'retailer')::uuid, p_line, becomes, p_currency, p_amount, p_order ->> 'channel',
            p_order ->> 'phoneNumberId', (p_order ->> 'placedBy')::uuid, (p_order ->> 'cartId')::uuid, (p_order ->> 'cartVersion')::int,
            at, expires, bound);
    insert into order_line (wholesaler_id, order_id, position, sku, name, quantity, unit, unit_price, total)
        select p_wholesaler, subject, line.position, line.sku, line.name, line.quantity, line.unit, line."unitPrice", line.total
        from jsonb_to_recordset(p_lines) as line(position int, sku text, name text, quantity numeric, unit text, "unitPrice" numeric, total numeric);
    insert into order_transition (wholesaler_id, order_id, seq, to_status, actor, at)
        values (p_wholesaler, subject, 1, becomes, p_actor, at);
    if p_notices <> '[]' then
        insert into outbox (phone_number_id, person_id, reply, wholesaler_id, order_id, facts, repeat)
            select notice."phoneNumberId", notice."personId", notice.reply, p_wholesaler, subject,
                notice.facts || order_figures(made.decided, p_currency) || jsonb_build_object('number', number, 'expiresAt', expires, 'outerBound', bound),
                notice.repeat
            from jsonb_to_recordset(p_notices)
                as notice(state text, "phoneNumberId" text, "personId" uuid, reply text, repeat text, facts jsonb)
            where notice.state = becomes;
    end if;
end $$;

-- The shop's figures as replies show them.
create function order_figures(p_decided jsonb, p_currency text) returns jsonb language plpgsql immutable as $$
begin
    return jsonb_build_object(
        'available', jsonb_build_object('amount', p_decided -> 'available', 'currency', p_currency),
        'limit', jsonb_build_object('amount', p_decided -> 'limit', 'currency', p_currency),
        'held', jsonb_build_object('amount', p_decided -> 'held', 'currency', p_currency),
        'owed', jsonb_build_object('amount', p_decided -> 'owed', 'currency', p_currency));
end $$;

revoke all on function
    order_place(uuid, uuid, text, text, bytea, numeric, text, text, int, jsonb, jsonb, jsonb, uuid, int, boolean),
    order_figures(jsonb, text)
    from public;
grant execute on function
    order_place(uuid, uuid, text, text, bytea, numeric, text, text, int, jsonb, jsonb, jsonb, uuid, int, boolean)
    to ordering_service;

-- What an answer is made of, where the COMMIT goes along with the decision and no text can be written after it. The same
-- facts make the same text.
alter table api_answer add facts text;
