grant usage on sequence inbox_message_arrival_seq to ordering_service;
grant select on send_pause to ordering_service, ordering_reader;
grant insert, update on send_pause to ordering_service;
revoke all on function phone_key(text) from public;
grant execute on function phone_key(text) to ordering_service, ordering_reader;
