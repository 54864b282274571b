-- Lets the emulator's clock move the service's. Run by the Lab only; the service's published output has no such file.
create table if not exists development_clock (
    id int primary key default 1 check (id = 1),
    offset_seconds bigint not null default 0
);
alter table development_clock add column if not exists landed_at timestamptz not null default '-infinity';
insert into development_clock default values on conflict do nothing;
grant select, update on development_clock to ordering_service;
grant select on development_clock to ordering_reader;
create or replace function clock_now() returns timestamptz language sql volatile security definer set search_path = public, pg_temp
as $$ select clock_timestamp() + make_interval(secs => (select offset_seconds from development_clock)) $$;
create or replace function clock_reached(moment timestamptz) returns timestamptz language sql volatile strict security definer set search_path = public, pg_temp
as $$ select greatest(moment, (select landed_at from development_clock)) $$;
