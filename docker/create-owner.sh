#!/bin/sh
# Run once by the postgres image on an empty data directory: the database's owner, who is no superuser.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$OWNER_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
create role ordering_owner login createrole password :'password';
create database ordering owner ordering_owner;
SQL
