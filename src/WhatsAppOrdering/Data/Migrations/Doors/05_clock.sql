-- When the clock came to a moment: then. Where clock_now() can be moved, a jump comes to all that it passes when it lands.
create function clock_reached(moment timestamptz) returns timestamptz language sql volatile as $$ select moment $$;
grant execute on function clock_reached(timestamptz) to ordering_service, ordering_reader;
