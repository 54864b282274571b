-- Rows come in the order of time, so a tiny index finds the old ones.
create index inbox_message_received on inbox_message using brin (received_at);
create index inbox_status_received on inbox_status using brin (received_at);
create index outbox_created on outbox using brin (created_at);
revoke all on function outbox_release() from public;
