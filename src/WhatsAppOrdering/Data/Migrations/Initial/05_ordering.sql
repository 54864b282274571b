create sequence order_number start 1001;

create table sales_order (
    wholesaler_id uuid not null,
    id uuid not null,
    number bigint not null,
    retailer_id uuid not null,
    line_id uuid not null,
    status text not null check (status in (
        'AwaitingApproval', 'Placed', 'Confirmed', 'Dispatched', 'Delivered', 'Rejected', 'Cancelled', 'Expired')),
    version int not null default 1 check (version > 0),
    currency text not null,
    total numeric(20, 4) not null check (total > 0),
    channel text not null check (channel in ('chat', 'api')),
    phone_number_id text,
    placed_by uuid,
    cart_id uuid,
    cart_version int,
    placed_at timestamptz not null,
    expires_at timestamptz not null,
    max_hold_until timestamptz not null,
    expiry_extended_at timestamptz,
    decided_at timestamptz,
    decided_by text,
    reason text,
    due_at timestamptz,
    primary key (wholesaler_id, id),
    unique (wholesaler_id, number),
    foreign key (wholesaler_id, retailer_id) references retailer (wholesaler_id, id),
    foreign key (wholesaler_id, line_id) references credit_line (wholesaler_id, id)
) with (fillfactor = 80);
create unique index sales_order_of_cart on sales_order (wholesaler_id, cart_id, cart_version) where cart_id is not null;
create index sales_order_to_expire on sales_order (expires_at) where status in ('Placed', 'AwaitingApproval');
create index sales_order_of_retailer on sales_order (wholesaler_id, retailer_id, placed_at desc);

create table order_line (
    wholesaler_id uuid not null,
    order_id uuid not null,
    position int not null,
    sku text not null,
    name text not null,
    quantity numeric(20, 4) not null check (quantity > 0),
    unit text not null,
    unit_price numeric(20, 4) not null check (unit_price >= 0),
    total numeric(20, 4) not null check (total >= 0),
    primary key (wholesaler_id, order_id, position),
    foreign key (wholesaler_id, order_id) references sales_order (wholesaler_id, id)
);

-- Every change of state, in order; one terminal transition at most.
create table order_transition (
    wholesaler_id uuid not null,
    order_id uuid not null,
    seq int not null,
    from_status text,
    to_status text not null,
    actor text not null,
    reason text,
    at timestamptz not null,
    primary key (wholesaler_id, order_id, seq),
    foreign key (wholesaler_id, order_id) references sales_order (wholesaler_id, id)
);
create unique index order_transition_one_end on order_transition (wholesaler_id, order_id)
    where to_status in ('Rejected', 'Cancelled', 'Expired', 'Delivered');
