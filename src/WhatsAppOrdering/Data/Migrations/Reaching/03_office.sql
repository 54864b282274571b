-- What a machine cannot answer and a person of the wholesaler's must read: pictures, voice notes, changes of a placed order.
create table office_note (
    wholesaler_id uuid not null references wholesaler (id),
    id uuid not null,
    phone_number_id text not null,
    person_id uuid not null,
    message_key text not null,
    kind text not null,
    order_id uuid,
    media_id text,
    mime_type text,
    text text,
    expires_at timestamptz,
    created_at timestamptz not null default clock_now(),
    done_at timestamptz,
    primary key (wholesaler_id, id),
    foreign key (phone_number_id, person_id) references person (phone_number_id, id)
);
create unique index office_note_once on office_note (wholesaler_id, phone_number_id, message_key);

alter table office_note enable row level security;
create policy one_tenant on office_note to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant());
create policy reads_all on office_note for select to ordering_reader using (true);
grant select on office_note to ordering_service, ordering_reader;
grant insert, update on office_note to ordering_service;
