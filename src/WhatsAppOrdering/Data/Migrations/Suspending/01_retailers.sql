-- A shop's suspension is an event: who asks later why an order was refused or let through can replay it.
create table retailer_standing (
    wholesaler_id uuid not null,
    retailer_id uuid not null,
    seq int not null check (seq > 0),
    status text not null check (status in ('Active', 'Suspended')),
    actor text not null check (actor <> ''),
    reason text check (reason <> ''),
    at timestamptz not null,
    primary key (wholesaler_id, retailer_id, seq),
    foreign key (wholesaler_id, retailer_id) references retailer (wholesaler_id, id)
);
create trigger standing_no_change before update or delete or truncate on retailer_standing
    for each statement execute function ledger_is_append_only();

-- Of what was before, the last change is known.
insert into retailer_standing (wholesaler_id, retailer_id, seq, status, actor, reason, at)
    select wholesaler_id, id, 1, status, coalesce(status_by, 'unknown'), nullif(status_reason, ''), coalesce(status_at, clock_now())
    from retailer where status = 'Suspended' or status_at is not null;

-- Under the lock of the shop's lines: an order is decided wholly before the change or wholly after it, and their times say so.
create function retailer_stand(p_wholesaler uuid, p_retailer uuid, p_status text, p_actor text, p_reason text, p_wait_ms int) returns void
language plpgsql volatile security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
    of_shop uuid;
    l credit_line;
    moment timestamptz := '-infinity';
begin
    perform credit_begin(p_wholesaler, p_wait_ms);
    for of_shop in select id from credit_line where wholesaler_id = p_wholesaler and retailer_id = p_retailer order by id loop
        l := credit_lock(p_wholesaler, of_shop, p_wait_ms);
        moment := greatest(moment, l.last_at);
    end loop;
    moment := greatest(moment, clock_now());
    update retailer set status = p_status, status_at = moment, status_by = p_actor, status_reason = p_reason
        where wholesaler_id = p_wholesaler and id = p_retailer and status <> p_status;
    if found then
        insert into retailer_standing (wholesaler_id, retailer_id, seq, status, actor, reason, at)
            select p_wholesaler, p_retailer, coalesce(max(s.seq), 0) + 1, p_status, p_actor, p_reason, moment
            from retailer_standing s where s.wholesaler_id = p_wholesaler and s.retailer_id = p_retailer;
    end if;
end $$;

alter table retailer_standing enable row level security;
create policy one_tenant on retailer_standing to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant());
create policy reads_all on retailer_standing for select to ordering_reader using (true);
grant select on retailer_standing to ordering_service, ordering_reader;
-- Its standing changes by the function only.
revoke update on retailer from ordering_service;
grant update (name) on retailer to ordering_service;
revoke all on function retailer_stand(uuid, uuid, text, text, text, int) from public;
grant execute on function retailer_stand(uuid, uuid, text, text, text, int) to ordering_service;
