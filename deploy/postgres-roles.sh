#!/bin/sh
# Run once by the postgres image: Temporal gets a role of its own that cannot read Cartway's database.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$TEMPORAL_POSTGRES_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role temporal login createdb password :'password';
revoke connect on database cartway from public;
SQL
