create index inbox_message_news on inbox_message (arrival) where kind in ('Error', 'Event') and handled_at is null;

-- All of one webhook in one round trip. Anti-joined first (a duplicate must not wait for a turn that updates its row),
-- then inserted in key order (unsorted multi-row inserts deadlock). Returns who has new messages, and whether statuses came.
create or replace function inbox_store(
    p_kind text[], p_field text[], p_type text[], p_phone_number_id text[], p_dedupe_key text[],
    p_phone text[], p_user_id text[], p_name text[], p_sent_at timestamptz[], p_raw bytea[], p_reason text[])
returns table (phone_number_id text, person_id uuid, statuses int)
language plpgsql volatile set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    new_statuses int;
begin
    with sender as (
        select i.number, max(i.phone) as phone, phone_key(i.phone) as phone_key, i.user_id, max(i.name) as name
        from unnest(p_kind, p_phone_number_id, p_phone, p_user_id, p_name) i (kind, number, phone, user_id, name)
        where i.kind = 'Message'
        group by i.number, phone_key(i.phone), i.user_id
    ), made as (
        insert into person (phone_number_id, id, user_id, phone, name)
        select s.number, gen_random_uuid(), s.user_id, s.phone, s.name from sender s
        where not exists (select from person p where p.phone_number_id = s.number and (p.user_id = s.user_id or p.phone_key = s.phone_key))
        order by s.number, s.phone_key, s.user_id
        on conflict do nothing
        returning phone_number_id, id
    )
    insert into conversation (phone_number_id, person_id, cart_id)
    select m.phone_number_id, m.id, gen_random_uuid() from made m order by 1, 2;

    -- A person is found by either id, so the one that was missing is learnt as soon as Meta sends both: later it may send only that.
    with told as (
        select distinct i.number, i.phone, i.user_id
        from unnest(p_kind, p_phone_number_id, p_phone, p_user_id) i (kind, number, phone, user_id)
        where i.kind = 'Message' and i.phone is not null and i.user_id is not null
    ), learns as materialized (
        select p.phone_number_id, p.id, t.phone, t.user_id
        from told t join person p on p.phone_number_id = t.number
            and (p.user_id is null and p.phone_key = phone_key(t.phone) or p.phone is null and p.user_id = t.user_id)
        where not exists (select from person other where other.phone_number_id = t.number and other.id <> p.id
            and (other.user_id = t.user_id or other.phone_key = phone_key(t.phone)))
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
        select i.*, nextval('inbox_message_arrival_seq') as arrival from (select * from item where copy = 1 order by place) i
    ), stored as (
        insert into inbox_message (phone_number_id, dedupe_key, arrival, person_id, kind, field, type, sent_at, raw, state, reason)
        overriding system value
        select i.number, i.key, i.arrival, who.id, i.kind, i.field, i.type, i.sent_at, i.raw,
            case when i.kind = 'Message' then 'Waiting' else 'Kept' end, i.reason
        from numbered i
        left join lateral (
            select p.id from person p
            where i.kind = 'Message' and p.phone_number_id = i.number and (p.user_id = i.user_id or p.phone_key = phone_key(i.phone))
            order by p.user_id = i.user_id desc nulls last limit 1) who on true
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
