#!/bin/sh
# Brings both databases of Temporal to the schema of this version; runs at every start, and changes nothing that is there.
set -eu
schema=/etc/temporal/schema/postgresql/v12
for name in temporal visibility; do
    database=temporal
    [ "$name" = temporal ] || database=temporal_visibility
    tool="temporal-sql-tool --plugin $SQL_PLUGIN --ep $SQL_HOST -p $SQL_PORT -u $SQL_USER --db $database"
    # Refused when the version table is already there: then only the update is due.
    $tool setup-schema -v 0.0 || true
    $tool update-schema -d "$schema/$name/versioned"
done
