-- What is dead stays on the operator's list until somebody requeues or discards it. The lists and counts are read from
-- these indexes and from those of what waits; none reads a whole table.
alter table inbox_message add discarded_at timestamptz;
alter table inbox_status add discarded_at timestamptz;
alter table outbox add discarded_at timestamptz;
create index inbox_message_dead on inbox_message (arrival) where state = 'Dead' and discarded_at is null;
create index inbox_status_dead on inbox_status (arrival) where state = 'Dead' and discarded_at is null;
create index outbox_dead on outbox (id) where state in ('Failed', 'Dead') and discarded_at is null;

create table work_decision (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('Message', 'Status', 'Reply')),
    -- The arrival of a message or status, the id of a reply: a wamid would tell the phone.
    item bigint not null,
    decision text not null check (decision in ('Requeue', 'Discard')),
    reason text not null check (length(reason) between 1 and 200),
    decided_by text not null,
    decided_at timestamptz not null default clock_now()
);
grant select, insert on work_decision to ordering_service;
