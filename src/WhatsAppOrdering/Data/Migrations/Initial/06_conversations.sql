create table conversation (
    phone_number_id text not null,
    person_id uuid not null,
    wholesaler_id uuid references wholesaler (id),
    cart_id uuid not null,
    cart_version int not null default 1,
    cart jsonb not null default '[]',
    stranger_answered_at timestamptz,
    primary key (phone_number_id, person_id),
    foreign key (phone_number_id, person_id) references person (phone_number_id, id)
) with (fillfactor = 70);

create table inbox_message (
    phone_number_id text not null,
    dedupe_key text not null,
    arrival bigint generated always as identity,
    person_id uuid,
    kind text not null check (kind in ('Message', 'Error', 'Echo', 'Event', 'Unreadable')),
    field text not null,
    type text,
    sent_at timestamptz,
    received_at timestamptz not null default clock_now(),
    raw bytea not null,
    state text not null check (state in ('Waiting', 'Handled', 'Dead', 'Kept')),
    reason text,
    attempts int not null default 0,
    next_attempt_at timestamptz,
    lease_owner uuid,
    leased_until timestamptz,
    handled_at timestamptz,
    primary key (phone_number_id, dedupe_key),
    foreign key (phone_number_id, person_id) references person (phone_number_id, id),
    check (state <> 'Waiting' or person_id is not null)
);
create index inbox_message_waiting on inbox_message (phone_number_id, person_id, sent_at, arrival) where state = 'Waiting';
create index inbox_message_window on inbox_message (phone_number_id, person_id, sent_at desc) where kind = 'Message';

create table inbox_status (
    phone_number_id text not null,
    dedupe_key text not null,
    arrival bigint generated always as identity,
    sent_at timestamptz,
    received_at timestamptz not null default clock_now(),
    raw bytea not null,
    state text not null default 'Waiting' check (state in ('Waiting', 'Handled', 'Dead')),
    reason text,
    attempts int not null default 0,
    next_attempt_at timestamptz,
    handled_at timestamptz,
    primary key (phone_number_id, dedupe_key)
);
create index inbox_status_waiting on inbox_status (arrival) where state = 'Waiting';

-- All of one webhook in one round trip. Anti-joined first (a duplicate must not wait for a turn that updates its row),
-- then inserted in key order (unsorted multi-row inserts deadlock). Returns who has new messages, and whether statuses came.
create function inbox_store(
    p_kind text[], p_field text[], p_type text[], p_phone_number_id text[], p_dedupe_key text[],
    p_phone text[], p_user_id text[], p_name text[], p_sent_at timestamptz[], p_raw bytea[], p_reason text[])
returns table (phone_number_id text, person_id uuid, statuses int)
language plpgsql volatile set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    new_statuses int;
begin
    with sender as (
        select distinct i.number, i.phone, i.user_id, max(i.name) as name
        from unnest(p_kind, p_phone_number_id, p_phone, p_user_id, p_name) i (kind, number, phone, user_id, name)
        where i.kind = 'Message'
        group by 1, 2, 3
    ), made as (
        insert into person (phone_number_id, id, user_id, phone, name)
        select s.number, gen_random_uuid(), s.user_id, s.phone, s.name from sender s
        where not exists (select from person p where p.phone_number_id = s.number and (p.user_id = s.user_id or p.phone = s.phone))
        order by s.number, s.phone, s.user_id
        on conflict do nothing
        returning phone_number_id, id
    )
    insert into conversation (phone_number_id, person_id, cart_id)
    select m.phone_number_id, m.id, gen_random_uuid() from made m order by 1, 2;

    return query
    with item as (
        select i.*, row_number() over (partition by i.number, i.key order by i.place) as copy
        from unnest(p_kind, p_field, p_type, p_phone_number_id, p_dedupe_key, p_phone, p_user_id, p_sent_at, p_raw, p_reason)
            with ordinality i (kind, field, type, number, key, phone, user_id, sent_at, raw, reason, place)
        where i.kind <> 'Status'
    ), stored as (
        insert into inbox_message (phone_number_id, dedupe_key, person_id, kind, field, type, sent_at, raw, state, reason)
        select i.number, i.key, who.id, i.kind, i.field, i.type, i.sent_at, i.raw,
            case when i.kind = 'Message' then 'Waiting' else 'Kept' end, i.reason
        from item i
        left join lateral (
            select p.id from person p
            where i.kind = 'Message' and p.phone_number_id = i.number and (p.user_id = i.user_id or p.phone = i.phone)
            order by p.user_id = i.user_id desc nulls last limit 1) who on true
        where i.copy = 1
            and not exists (select from inbox_message m where m.phone_number_id = i.number and m.dedupe_key = i.key)
        -- Arrival numbers are drawn in this order too, but the key's order is what keeps two webhooks from deadlocking.
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
