-- The service changes the columns that an order's life changes, in the ways of its life, and no others.
revoke update on sales_order from ordering_service;
grant update (
    status, version, total, confirmed_total, delivered_total, offer, expires_at, expiry_extended_at, decided_at, decided_by, reason, due_at)
    on sales_order to ordering_service;

-- The same table as OrderTransitions in C#; a test compares them.
create function order_may_go(p_from text, p_to text) returns boolean language sql immutable as $$
    select case p_from
        when 'AwaitingApproval' then p_to in ('Placed', 'Rejected', 'Cancelled', 'Expired')
        when 'Placed' then p_to in ('Confirmed', 'Rejected', 'Cancelled', 'Expired')
        when 'Confirmed' then p_to in ('Dispatched', 'Delivered', 'Cancelled')
        when 'Dispatched' then p_to in ('Delivered', 'Cancelled')
        else false
    end
$$;

create function order_goes_its_way() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
    moves constant boolean := new.status <> old.status;
begin
    if moves and not order_may_go(old.status, new.status) then
        raise exception 'an order does not go from % to %', old.status, new.status using errcode = 'check_violation', constraint = 'order_goes_its_way';
    elsif moves and (new.decided_at is null or new.decided_by is null) then
        raise exception 'a decision on an order has its moment and its actor' using errcode = 'check_violation', constraint = 'order_decision_is_signed';
    elsif new.total <> old.total and not (old.status = 'Placed' and not moves and new.version = old.version + 1) then
        raise exception 'the total of an order changes by an accepted price rise only' using errcode = 'check_violation', constraint = 'order_total_is_kept';
    elsif new.version < old.version then
        raise exception 'the version of an order does not go back' using errcode = 'check_violation', constraint = 'order_version_grows';
    elsif new.confirmed_total is distinct from old.confirmed_total and not (moves and new.status = 'Confirmed') then
        raise exception 'what is confirmed of an order is said with its confirmation' using errcode = 'check_violation', constraint = 'order_confirmed_once';
    elsif new.delivered_total is distinct from old.delivered_total and not (moves and new.status = 'Delivered') then
        raise exception 'what is delivered of an order is said with its delivery' using errcode = 'check_violation', constraint = 'order_delivered_once';
    end if;
    return new;
end
$$;
create trigger order_goes_its_way before update on sales_order for each row execute function order_goes_its_way();
