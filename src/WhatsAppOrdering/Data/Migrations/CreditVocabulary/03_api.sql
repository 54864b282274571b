-- Keys of the HTTP interface: only a hash of the secret. Without a wholesaler it is the operator's.
create table api_key (
    id uuid primary key,
    wholesaler_id uuid references wholesaler (id),
    name text not null,
    hash bytea not null check (length(hash) = 32),
    scopes text[] not null,
    created_at timestamptz not null default clock_now(),
    revoked_at timestamptz
);

-- The first answer to each Idempotency-Key, byte for byte. The operator's own writes stand under the nil wholesaler.
create table api_answer (
    wholesaler_id uuid not null,
    key text not null check (length(key) between 1 and 200),
    operation text not null,
    body_hash bytea not null,
    status int,
    body text,
    created_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, key)
);
