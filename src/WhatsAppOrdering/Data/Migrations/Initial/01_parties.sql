-- The one clock of every decision. Development and tests replace this function; published output has nothing that could.
create function clock_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;

-- The wholesaler in whose name this transaction works; null when none was named, and then row-level security shows nothing.
create function current_tenant() returns uuid language sql stable
as $$ select nullif(current_setting('app.wholesaler', true), '')::uuid $$;

create table wholesaler (
    id uuid primary key,
    name text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    currency_digits smallint not null check (currency_digits between 0 and 4),
    time_zone text not null,
    language text not null default 'en',
    tracks_delivery boolean not null default true,
    catalog_version bigint not null default 1,
    created_at timestamptz not null default clock_now()
);

-- A shop is a row of its own at each wholesaler, so that no wholesaler's data can reach another's.
create table retailer (
    wholesaler_id uuid not null references wholesaler (id),
    id uuid not null,
    name text not null,
    status text not null default 'Active' check (status in ('Active', 'Suspended')),
    created_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, id)
);

create table phone_number (
    id text primary key,
    display_number text not null
);

create table phone_number_wholesaler (
    phone_number_id text not null references phone_number (id),
    wholesaler_id uuid not null references wholesaler (id),
    primary key (phone_number_id, wholesaler_id)
);

-- Who writes to us: one identity per phone number id. Phone is E.164 digits without plus.
create table person (
    phone_number_id text not null,
    id uuid not null,
    user_id text,
    phone text check (phone ~ '^[0-9]{6,15}$'),
    name text,
    language text,
    created_at timestamptz not null default clock_now(),
    primary key (phone_number_id, id),
    check (user_id is not null or phone is not null)
);
-- Partial on purpose: a unique index without a predicate would turn a turn's UPDATE into a key lock that webhooks wait for.
create unique index person_by_user_id on person (phone_number_id, user_id) where user_id is not null;
create unique index person_by_phone on person (phone_number_id, phone) where phone is not null;

-- What a person is to a wholesaler: a shop's buyer, or an approver of the wholesaler's own.
create table membership (
    wholesaler_id uuid not null references wholesaler (id),
    id uuid not null,
    phone_number_id text not null,
    person_id uuid not null,
    role text not null check (role in ('Buyer', 'Approver')),
    retailer_id uuid,
    created_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, id),
    foreign key (phone_number_id, person_id) references person (phone_number_id, id),
    foreign key (wholesaler_id, retailer_id) references retailer (wholesaler_id, id),
    check ((role = 'Buyer') = (retailer_id is not null))
);
create unique index membership_once on membership (wholesaler_id, phone_number_id, person_id, role);
create index membership_of_person on membership (phone_number_id, person_id);
