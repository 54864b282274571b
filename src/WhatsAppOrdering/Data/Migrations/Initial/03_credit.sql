create table credit_line (
    wholesaler_id uuid not null,
    id uuid not null,
    retailer_id uuid not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    currency_digits smallint not null check (currency_digits between 0 and 4),
    limit_amount numeric(20, 4) not null check (limit_amount >= 0),
    temporary_limit numeric(20, 4) check (temporary_limit >= 0),
    temporary_from timestamptz,
    temporary_until timestamptz,
    order_maximum numeric(20, 4) check (order_maximum > 0),
    status text not null default 'Active' check (status in ('Active', 'Closed')),
    hold_reason text,
    terms_days int not null default 0 check (terms_days >= 0),
    grace_days int not null default 0 check (grace_days >= 0),
    used numeric(20, 4) not null default 0,
    held numeric(20, 4) not null default 0 check (held >= 0),
    seq bigint not null default 0,
    hash bytea not null,
    last_at timestamptz not null,
    frozen_reason text,
    created_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, id),
    unique (wholesaler_id, retailer_id),
    foreign key (wholesaler_id, retailer_id) references retailer (wholesaler_id, id),
    check ((temporary_limit is null) = (temporary_from is null) and (temporary_limit is null) = (temporary_until is null))
) with (fillfactor = 50);

create table payment (
    wholesaler_id uuid not null,
    id uuid not null,
    line_id uuid not null,
    reference text not null check (reference <> ''),
    amount numeric(20, 4) not null check (amount > 0),
    received_at timestamptz not null,
    primary key (wholesaler_id, id),
    unique (wholesaler_id, reference),
    foreign key (wholesaler_id, line_id) references credit_line (wholesaler_id, id)
);

-- Append-only. The order id has no foreign key: an entry may precede its order inside the transaction.
create table ledger_entry (
    wholesaler_id uuid not null,
    id uuid not null,
    line_id uuid not null,
    seq bigint not null check (seq > 0),
    kind text not null check (kind in (
        'DEBIT', 'REVERSAL', 'CONFIRM', 'CREDIT', 'PAYMENT_REVERSAL', 'ADJUSTMENT',
        'LIMIT', 'TEMPORARY_LIMIT', 'HOLD', 'RELEASE_HOLD', 'CLOSE', 'OVERRIDE')),
    amount numeric(20, 4) not null check (amount >= 0),
    used_change numeric(20, 4) not null,
    held_change numeric(20, 4) not null,
    used_after numeric(20, 4) not null,
    held_after numeric(20, 4) not null check (held_after >= 0),
    limit_at numeric(20, 4) not null check (limit_at >= 0),
    order_id uuid,
    order_version int,
    payment_id uuid,
    override_id uuid,
    over_limit boolean not null default false,
    actor text not null check (actor <> ''),
    reason text,
    at timestamptz not null,
    previous_hash bytea not null check (length(previous_hash) = 32),
    hash bytea not null check (length(hash) = 32),
    primary key (wholesaler_id, id),
    unique (wholesaler_id, line_id, seq),
    foreign key (wholesaler_id, line_id) references credit_line (wholesaler_id, id),
    check (used_change = case kind
        when 'DEBIT' then amount when 'PAYMENT_REVERSAL' then amount
        when 'REVERSAL' then -amount when 'CREDIT' then -amount
        when 'ADJUSTMENT' then used_change else 0 end),
    check (kind <> 'ADJUSTMENT' or abs(used_change) = amount),
    check (held_change = case kind when 'DEBIT' then amount when 'CONFIRM' then -amount when 'REVERSAL' then held_change else 0 end),
    check (kind <> 'REVERSAL' or held_change between -amount and 0),
    check (kind not in ('DEBIT', 'REVERSAL', 'CONFIRM', 'OVERRIDE') or (order_id is not null and order_version is not null)),
    check (kind not in ('CREDIT', 'PAYMENT_REVERSAL') or payment_id is not null),
    check (kind <> 'DEBIT' or used_after <= limit_at or override_id is not null)
);
create unique index ledger_one_debit_per_order_version on ledger_entry (wholesaler_id, order_id, order_version) where kind = 'DEBIT';
create unique index ledger_one_credit_per_payment on ledger_entry (wholesaler_id, payment_id) where kind = 'CREDIT';
create index ledger_of_order on ledger_entry (wholesaler_id, order_id) where order_id is not null;

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The ledger is append-only: % on ledger_entry is refused.', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_no_change before update or delete on ledger_entry
    for each row execute function ledger_is_append_only();
create trigger ledger_no_bulk_change before update or delete or truncate on ledger_entry
    for each statement execute function ledger_is_append_only();

-- What was asked under which key, and the answer, byte for byte. A declined key stays declined.
create table credit_decision (
    wholesaler_id uuid not null,
    scope text not null check (scope in ('api', 'cart', 'approval')),
    key text not null check (length(key) between 1 and 200),
    operation text not null,
    body_hash bytea not null,
    line_id uuid not null,
    order_id uuid not null,
    answer text,
    created_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, scope, key)
);
