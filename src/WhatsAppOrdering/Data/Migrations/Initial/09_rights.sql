-- The service works as ordering_service, which sees one tenant at a time; whatever must look across tenants
-- reads as ordering_reader (SET LOCAL ROLE), which cannot write.
grant usage on schema public to ordering_service, ordering_reader;
grant select on all tables in schema public to ordering_service, ordering_reader;
grant usage on sequence order_number to ordering_service;

grant insert, update on wholesaler, retailer, phone_number, phone_number_wholesaler, person, membership, product to ordering_service;
grant insert, update on sales_order, conversation, inbox_message, inbox_status, outbox, job_run to ordering_service;
grant insert on order_line, order_transition to ordering_service;
grant delete on phone_number_wholesaler, membership, job_run to ordering_service;

revoke all on all functions in schema public from public;
grant execute on function clock_now(), current_tenant(),
    credit_line_count(), credit_effective_limit(credit_line, timestamptz), credit_figures(credit_line, timestamptz), ledger_hash(ledger_entry, smallint), minor_units(numeric, smallint)
    to ordering_service, ordering_reader;
grant execute on function
    credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int),
    credit_confirm(uuid, uuid, uuid, int, numeric, text, int),
    credit_release(uuid, uuid, uuid, int, text, text, int),
    credit_open_line(uuid, uuid, uuid, text, numeric, int, text),
    credit_set_limit(uuid, uuid, numeric, text, text, int),
    credit_hold(uuid, uuid, text, text, int),
    credit_receive_payment(uuid, uuid, uuid, text, numeric, text, int),
    inbox_store(text[], text[], text[], text[], text[], text[], text[], text[], timestamptz[], bytea[], text[])
    to ordering_service;

do $$
declare
    t text;
begin
    foreach t in array array['credit_line', 'ledger_entry', 'payment', 'credit_decision', 'sales_order', 'order_line', 'order_transition'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy one_tenant on %I to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant())', t);
        execute format('create policy reads_all on %I for select to ordering_reader using (true)', t);
    end loop;
end $$;
