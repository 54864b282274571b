create table job_run (
    id bigint generated always as identity primary key,
    job text not null,
    node text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text not null default 'Running' check (outcome in ('Running', 'Succeeded', 'Failed')),
    items int,
    message text
);
create index job_run_latest on job_run (job, started_at desc);
