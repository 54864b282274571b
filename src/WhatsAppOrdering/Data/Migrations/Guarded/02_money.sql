-- NaN is greater than every number, so that a check of "not negative" lets it pass.
do $$
declare
    money record;
begin
    for money in
        select c.table_name, c.column_name from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and c.data_type = 'numeric' and t.table_type = 'BASE TABLE'
    loop
        execute format('alter table %I add constraint %I check (%I <> ''NaN'')', money.table_name, money.table_name || '_' || money.column_name || '_is_a_number', money.column_name);
    end loop;
end
$$;
