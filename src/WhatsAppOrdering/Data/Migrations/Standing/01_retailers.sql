-- The last change of a shop's standing; null for a shop that was never suspended, or not since this version.
alter table retailer add status_at timestamptz, add status_by text, add status_reason text,
    add check ((status_at is null) = (status_by is null)), add check (status_reason is null or status_at is not null);
