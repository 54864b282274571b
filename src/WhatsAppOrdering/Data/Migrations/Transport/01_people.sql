-- One form for all the ways in which Meta writes one mobile: Brazil with and without the ninth digit, Mexico 52 and 521,
-- Argentina 54 and 549. Brazil's landlines begin with 2 to 5 and get no ninth digit. For comparing, not for dialling.
create function phone_key(phone text) returns text
language sql immutable strict parallel safe as $$
    select case
        when phone ~ '^55[1-9][0-9][6-9][0-9]{7}$' then substr(phone, 1, 4) || '9' || substr(phone, 5)
        when phone ~ '^521[0-9]{10}$' then '52' || substr(phone, 4)
        when phone ~ '^549[0-9]{10}$' then '54' || substr(phone, 4)
        else phone
    end
$$;

alter table person add phone_key text generated always as (phone_key(phone)) stored;
drop index person_by_phone;
create unique index person_by_phone on person (phone_number_id, phone_key) where phone_key is not null;
