-- The questions that wait for the shop's answer, the next one first; [] for none.
alter table conversation add questions jsonb not null default '[]';

-- A shop's own word for a product, as it answered last: it decides where the catalog leaves a choice.
create table learnt_alias (
    wholesaler_id uuid not null,
    retailer_id uuid not null,
    phrase text not null check (length(phrase) between 1 and 100),
    sku text not null,
    learnt_at timestamptz not null default clock_now(),
    primary key (wholesaler_id, retailer_id, phrase),
    foreign key (wholesaler_id, retailer_id) references retailer (wholesaler_id, id)
);
grant select on learnt_alias to ordering_service, ordering_reader;
grant insert, update, delete on learnt_alias to ordering_service;
alter table learnt_alias enable row level security;
create policy one_tenant on learnt_alias to ordering_service using (wholesaler_id = current_tenant()) with check (wholesaler_id = current_tenant());
create policy reads_all on learnt_alias for select to ordering_reader using (true);
