-- Goes with every send and comes back in its statuses, so that those of another program, or of another installation whose
-- rows have the same ids, move nothing here.
create table installation (
    id text primary key
);
create unique index installation_only_one on installation ((true));
insert into installation values (substr(md5(gen_random_uuid()::text), 1, 12));

-- outbox.wamid is the newest attempt's; those of the attempts before it are here.
create table outbox_attempt (
    phone_number_id text not null,
    wamid text not null,
    outbox_id bigint not null,
    attempt int not null,
    primary key (phone_number_id, wamid),
    foreign key (phone_number_id, outbox_id) references outbox (phone_number_id, id)
);
create index outbox_attempt_of_reply on outbox_attempt (phone_number_id, outbox_id);

grant select on installation, outbox_attempt to ordering_service, ordering_reader;
grant insert on outbox_attempt to ordering_service;
