alter table outbox add excused int not null default 0;
alter table outbox add template_language text;

-- What must not be sent for a while: everything (app, account; key is empty) or one number. Locked after the outbox row.
create table send_pause (
    scope text not null check (scope in ('App', 'Account', 'Number')),
    key text not null,
    code int not null,
    strikes int not null,
    since timestamptz not null,
    until timestamptz not null,
    primary key (scope, key)
);
