alter table outbox add escalation text check (escalation in ('NextApprover', 'Nobody', 'TooLate'));
alter table outbox add merged_into bigint;
alter table outbox drop constraint outbox_state_check;
alter table outbox add constraint outbox_state_check
    check (state in ('Waiting', 'Sending', 'Ambiguous', 'Accepted', 'Sent', 'Delivered', 'Read', 'Failed', 'Dead', 'Merged'));
alter table outbox add constraint outbox_merged_check check ((state = 'Merged') = (merged_into is not null));

create index outbox_to_escalate on outbox (id)
    where state in ('Failed', 'Dead') and escalation is null and in_reply_to is null and reply in ('order_request', 'approval_request');
create index outbox_merged on outbox (phone_number_id, merged_into) where merged_into is not null;
create index outbox_undelivered on outbox (wholesaler_id, id) where state in ('Failed', 'Dead');

-- A bubble that carried others and was given up carries nothing: they go by themselves again.
create function outbox_release() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    update outbox set state = 'Waiting', merged_into = null
    where phone_number_id = new.phone_number_id and merged_into = new.id;
    return null;
end $$;
create trigger outbox_release after update of state on outbox
    for each row when (new.state in ('Failed', 'Dead') and old.state not in ('Failed', 'Dead')) execute function outbox_release();
