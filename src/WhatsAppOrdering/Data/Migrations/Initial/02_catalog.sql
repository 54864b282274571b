-- Units and aliases are read and written with their product only, so they live in it.
create table product (
    wholesaler_id uuid not null references wholesaler (id),
    id uuid not null,
    sku text not null,
    name text not null,
    category text,
    pack_size text,
    base_unit text not null,
    units jsonb not null,
    default_unit text not null,
    price_amount numeric(20, 4) not null check (price_amount > 0),
    price_per text not null,
    aliases jsonb not null,
    active boolean not null default true,
    primary key (wholesaler_id, id),
    unique (wholesaler_id, sku)
);
