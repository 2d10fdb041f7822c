#!/bin/sh
# Our namespace; closed workflows stay readable for 30 days, the record proper is in Postgres.
set -eu
temporal operator namespace describe --namespace toasoan >/dev/null 2>&1 ||
    temporal operator namespace create --namespace toasoan --retention 30d
