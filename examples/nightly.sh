#!/bin/sh
# A night: bring the mirror up to date, read what is new, test and thin out the snapshots.
#
# SHARECAP_CONFIG names the settings, which name folders, dataset and metrics (examples/nightly.toml). Ends with the exit
# code of the run: 0 published or nothing new, 1 published and something is to be looked at, 3 nothing published.
set -eu

: "${SHARECAP_CONFIG:?name the settings, for example /etc/sharecap.toml}"
# The command that brings the mirror up to date; `true` where something else does.
: "${MIRROR:=true}"
# How long snapshots stay for their readers.
: "${KEEP_FOR:=14d}"
export SHARECAP_CONFIG

# A mirror that is behind is still worth reading.
$MIRROR || echo "warning: the mirror could not be brought up to date ($MIRROR)" >&2

code=0
snapshot=$(sharecap ingest --quiet) || code=$?
# 2 and 3: there is no new snapshot, and the log above says why. Old ones stay where they are.
[ "$code" -le 1 ] || exit "$code"

# The dataset holds snapshots/NUMBER.
dataset=$(dirname "$(dirname "$snapshot")")
# Reads every byte: on a weekday of its own, if that takes too long.
sharecap snapshots verify "$snapshot" 2>/dev/null || { echo "error: $snapshot is damaged" >&2; exit 3; }
sharecap snapshots prune "$dataset" --older-than "$KEEP_FOR" >/dev/null 2>&1 || echo "warning: old snapshots stayed" >&2

exit "$code"
