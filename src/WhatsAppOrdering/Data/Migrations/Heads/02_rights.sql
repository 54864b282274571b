grant select on ledger_head, line_freeze to ordering_service, ordering_reader;

do $$
declare
    t text;
begin
    foreach t in array array['ledger_head', 'line_freeze'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy one_tenant on %I to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant())', t);
        execute format('create policy reads_all on %I for select to ordering_reader using (true)', t);
    end loop;
end $$;

revoke all on function credit_lift_freeze(uuid, uuid, text, text), credit_publish_heads(uuid) from public;
grant execute on function credit_lift_freeze(uuid, uuid, text, text), credit_publish_heads(uuid) to ordering_service;
