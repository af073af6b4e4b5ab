#!/bin/sh
# The whole suite: on SQLite, then on PostgreSQL at TEST_DATABASE_URL, or on a server started for the run.
# Journeys run once, in Chromium. In CI (CI=true) nothing may be skipped.
set -eu
BIN=${BIN:-.venv/bin}
WORKERS=${WORKERS:-2}

echo "== on SQLite"
env -u TEST_DATABASE_URL "$BIN/python" -m pytest -n "$WORKERS" --dist loadfile -q --durations=15 "$@"

if [ -z "${TEST_DATABASE_URL:-}" ]; then
    folder=$(mktemp -d)
    trap '"$BIN/python" tests/server.py stop "$folder" >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
    TEST_DATABASE_URL=$("$BIN/python" tests/server.py start "$folder" || true)
    export TEST_DATABASE_URL
fi
if [ -z "$TEST_DATABASE_URL" ]; then
    echo "== PostgreSQL: no server could be started, the suite ran on SQLite only"
    test "${CI:-}" != "true"
    exit
fi
echo "== on PostgreSQL"
"$BIN/python" -m pytest -n "$WORKERS" --dist loadfile -q --durations=15 -m "not journey" "$@"
