-- Somebody's number, user id or identity changed: nothing on this link until the wholesaler says that it is still him.
alter table membership add quarantined_at timestamptz;
alter table membership add quarantine_reason text;
-- How often: the button that lifts one quarantine lifts no later one.
alter table membership add quarantines int not null default 0;
alter table person add identity_hash text;

alter table conversation add flood_answered_at timestamptz;
create index conversation_strangers on conversation (phone_number_id, stranger_answered_at) where stranger_answered_at is not null;
