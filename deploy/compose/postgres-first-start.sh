#!/bin/sh
# Run once by the postgres image: our database, and a role of its own for Temporal's two.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --set="password=$TEMPORAL_DATABASE_PASSWORD" <<'SQL'
CREATE DATABASE toasoan;
CREATE ROLE temporal LOGIN PASSWORD :'password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
SQL
