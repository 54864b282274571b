create table outbox (
    phone_number_id text not null,
    id bigint generated always as identity,
    person_id uuid not null,
    reply text not null,
    wholesaler_id uuid,
    order_id uuid,
    in_reply_to text,
    facts jsonb not null,
    repeat text not null check (repeat in ('harmless', 'never')),
    state text not null default 'Waiting' check (state in ('Waiting', 'Sending', 'Ambiguous', 'Accepted', 'Sent', 'Delivered', 'Read', 'Failed', 'Dead')),
    attempt int not null default 0,
    next_attempt_at timestamptz,
    leased_until timestamptz,
    template_only boolean not null default false,
    route text,
    wamid text,
    error_code int,
    error text,
    created_at timestamptz not null default clock_now(),
    accepted_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    failed_at timestamptz,
    price_category text,
    price_type text,
    primary key (phone_number_id, id),
    foreign key (phone_number_id, person_id) references person (phone_number_id, id)
) with (fillfactor = 70);
create unique index outbox_one_in_flight on outbox (phone_number_id, person_id) where state in ('Sending', 'Ambiguous');
create unique index outbox_one_answer on outbox (phone_number_id, in_reply_to) where in_reply_to is not null;
create index outbox_to_send on outbox (phone_number_id, person_id, id) where state = 'Waiting';
create index outbox_by_wamid on outbox (wamid) where wamid is not null;
create index outbox_by_id on outbox (id);
create index outbox_of_order on outbox (order_id) where order_id is not null;
