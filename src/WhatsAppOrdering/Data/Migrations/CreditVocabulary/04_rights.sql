grant select on debt, api_key, api_answer to ordering_service, ordering_reader;
grant insert, update on api_key, api_answer to ordering_service;

do $$
declare
    f text;
    t text;
begin
    foreach t in array array['debt', 'api_answer'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy one_tenant on %I to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant())', t);
        execute format('create policy reads_all on %I for select to ordering_reader using (true)', t);
    end loop;
    -- New functions are executable by everyone until this: the service calls those of its own and no others.
    for f in select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole loop
        execute format('revoke all on function %s from public', f);
    end loop;
end $$;
grant execute on function
    credit_reserve(uuid, uuid, text, text, bytea, uuid, int, numeric, text, text, int, boolean),
    credit_deliver(uuid, uuid, uuid, int, numeric, text, int),
    credit_raise(uuid, uuid, uuid, int, numeric, text, int),
    credit_set_terms(uuid, uuid, jsonb, text, text, int),
    credit_set_temporary_limit(uuid, uuid, numeric, timestamptz, timestamptz, text, text, int),
    credit_close(uuid, uuid, text, text, int),
    credit_reverse_payment(uuid, uuid, uuid, text, text, int),
    credit_adjust(uuid, uuid, numeric, timestamptz, text, text, int),
    credit_freeze(uuid, uuid, text)
    to ordering_service;
grant execute on function credit_outlook(credit_line, timestamptz), credit_is_curable(text) to ordering_service, ordering_reader;
