-- What the functions below refuse, each kind with a code of its own: 22003 no amount, 22023 something is missing or no such thing,
-- WO002 the order is in another state or version, WO003 there is no hold to lift. Nothing was written then.

-- The one check of every amount that comes in. Null when it may be taken, else what is wrong with it.
-- p_rule: 'positive', 'not negative' or 'not zero'.
create function credit_amount_fault(p_amount numeric, p_digits smallint, p_rule text) returns text language plpgsql immutable as $$
begin
    return case
        when p_amount is null then 'There is no amount.'
        -- NaN is greater than every number.
        when p_amount >= 1000000000000 or p_amount <= -1000000000000 then format('The amount %s is no number below 1000000000000.', p_amount)
        when p_amount <> round(p_amount, p_digits) then format('The amount %s has more than the %s digits of its currency.', p_amount, p_digits)
        when p_amount < 0 and p_rule <> 'not zero' then format('The amount %s is less than zero.', p_amount)
        when p_amount = 0 and p_rule <> 'not negative' then 'The amount is zero.'
    end;
end $$;

create function credit_check_amount(p_amount numeric, p_digits smallint, p_rule text) returns void language plpgsql immutable as $$
declare
    fault text := credit_amount_fault(p_amount, p_digits, p_rule);
begin
    if fault is not null then
        raise exception '%', fault using errcode = 'numeric_value_out_of_range';
    end if;
end $$;

create function credit_check_given(p_holds boolean, p_fault text) returns void language plpgsql immutable as $$
begin
    if p_holds is not true then
        raise exception '%', p_fault using errcode = 'invalid_parameter_value';
    end if;
end $$;

-- What an order takes up of its line, which the caller has locked. Refused when it is not in the state in which the caller
-- found the order, or takes it up under another version: a price rise is a version of its own, whose debit is in the sum.
create function credit_of_order(l credit_line, p_order uuid, p_order_version int, p_state text, out used numeric, out held numeric)
language plpgsql volatile as $$
declare
    version int;
    state text;
begin
    select coalesce(sum(e.used_change), 0), coalesce(sum(e.held_change), 0), max(e.order_version) filter (where e.kind = 'DEBIT')
        into used, held, version
        from ledger_entry e where e.wholesaler_id = l.wholesaler_id and e.line_id = l.id and e.order_id = p_order;
    state := case when version is null then 'AwaitingApproval' when used = 0 then 'over' when held = used then 'Placed' else 'Confirmed' end;
    if state is distinct from (case p_state when 'Dispatched' then 'Confirmed' else p_state end) then
        raise exception 'The credit of this order is not that of one that is %: %.', coalesce(p_state, 'in no state'), case state
            when 'AwaitingApproval' then 'it holds nothing yet' when 'over' then 'it has been given back' when 'Placed' then 'it is held' else 'it is owed' end
            using errcode = 'WO002';
    elsif version <> p_order_version or p_order_version is null then
        raise exception 'This order has its credit under version %, not under %.', version, coalesce(p_order_version::text, 'none') using errcode = 'WO002';
    end if;
end $$;
