-- As before, but each writer is looked up by his two unique indexes and the key of a phone is computed once: the planner's
-- own choice for "one or the other" was to read everybody who ever wrote to the number. A call knows its caller too.
create or replace function inbox_store(
    p_kind text[], p_field text[], p_type text[], p_phone_number_id text[], p_dedupe_key text[],
    p_phone text[], p_user_id text[], p_name text[], p_sent_at timestamptz[], p_raw bytea[], p_reason text[])
returns table (phone_number_id text, person_id uuid, statuses int)
language plpgsql volatile set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    new_statuses int;
begin
    with sender as materialized (
        select i.number, max(i.phone) as phone, k.phone_key, i.user_id, max(i.name) as name
        from unnest(p_kind, p_phone_number_id, p_phone, p_user_id, p_name) i (kind, number, phone, user_id, name)
        cross join lateral (select phone_key(i.phone) as phone_key offset 0) k
        where i.kind = 'Message'
        group by i.number, k.phone_key, i.user_id
    ), made as (
        insert into person (phone_number_id, id, user_id, phone, name)
        select s.number, gen_random_uuid(), s.user_id, s.phone, s.name from sender s
        where (select p.id from person p where p.phone_number_id = s.number and p.user_id = s.user_id) is null
            and (select p.id from person p where p.phone_number_id = s.number and p.phone_key = s.phone_key) is null
        order by s.number, s.phone_key, s.user_id
        on conflict do nothing
        returning phone_number_id, id
    )
    insert into conversation (phone_number_id, person_id, cart_id)
    select m.phone_number_id, m.id, gen_random_uuid() from made m order by 1, 2;

    -- A person is found by either id, so the one that was missing is learnt as soon as Meta sends both: later it may send only that.
    with told as materialized (
        select distinct i.number, i.phone, i.user_id,
            (select p.id from person p where p.phone_number_id = i.number and p.user_id = i.user_id) as by_user,
            (select p.id from person p where p.phone_number_id = i.number and p.phone_key = k.phone_key) as by_phone
        from unnest(p_kind, p_phone_number_id, p_phone, p_user_id) i (kind, number, phone, user_id)
        cross join lateral (select phone_key(i.phone) as phone_key offset 0) k
        where i.kind = 'Message' and i.phone is not null and i.user_id is not null
    ), learns as materialized (
        select p.phone_number_id, p.id, t.phone, t.user_id
        from told t join person p on p.phone_number_id = t.number and p.id = coalesce(t.by_user, t.by_phone)
        where (t.by_user is null or t.by_phone is null) and (p.user_id is null or p.phone is null)
        order by p.phone_number_id, p.id for no key update of p
    )
    update person p set user_id = coalesce(p.user_id, l.user_id), phone = coalesce(p.phone, l.phone)
    from learns l where p.phone_number_id = l.phone_number_id and p.id = l.id;

    return query
    with item as (
        select i.*, row_number() over (partition by i.number, i.key order by i.place) as copy
        from unnest(p_kind, p_field, p_type, p_phone_number_id, p_dedupe_key, p_phone, p_user_id, p_sent_at, p_raw, p_reason)
            with ordinality i (kind, field, type, number, key, phone, user_id, sent_at, raw, reason, place)
        where i.kind <> 'Status'
    ), numbered as materialized (
        -- Meta's times are whole seconds: within one, the order of the body is the order in which somebody wrote.
        select i.*, case when i.kind = 'Message' or i.field = 'calls' then phone_key(i.phone) end as phone_key, nextval('inbox_message_arrival_seq') as arrival
        from (select * from item where copy = 1 order by place) i
    ), stored as (
        insert into inbox_message (phone_number_id, dedupe_key, arrival, person_id, kind, field, type, sent_at, raw, state, reason)
        overriding system value
        select i.number, i.key, i.arrival,
            case when i.kind = 'Message' or i.field = 'calls' then coalesce(
                (select p.id from person p where p.phone_number_id = i.number and p.user_id = i.user_id),
                (select p.id from person p where p.phone_number_id = i.number and p.phone_key = i.phone_key)) end,
            i.kind, i.field, i.type, i.sent_at, i.raw,
            case when i.kind = 'Message' then 'Waiting' else 'Kept' end, i.reason
        from numbered i
        where not exists (select from inbox_message m where m.phone_number_id = i.number and m.dedupe_key = i.key)
        -- The key's order is what keeps two webhooks from deadlocking.
        order by i.number, i.key
        on conflict do nothing
        returning phone_number_id, person_id, kind
    )
    select distinct s.phone_number_id, s.person_id, 0 from stored s where s.kind = 'Message';

    insert into inbox_status (phone_number_id, dedupe_key, sent_at, raw)
    select distinct on (i.number, i.key) i.number, i.key, i.sent_at, i.raw
    from unnest(p_kind, p_phone_number_id, p_dedupe_key, p_sent_at, p_raw) i (kind, number, key, sent_at, raw)
    where i.kind = 'Status'
        and not exists (select from inbox_status s where s.phone_number_id = i.number and s.dedupe_key = i.key)
    order by i.number, i.key
    on conflict do nothing;
    get diagnostics new_statuses = row_count;
    if new_statuses > 0 then
        return query select null::text, null::uuid, new_statuses;
    end if;
end $$;

-- A call opens the 24-hour window as a message does.
create index inbox_message_calls on inbox_message (phone_number_id, person_id, sent_at desc) where field = 'calls';
