#!/usr/bin/env bash
# Runs a command against a throw-away cluster of the system's own PostgreSQL (15 or newer), reached by TCP with
# passwords and two roles, as an administrator would set it up:  tools/with_postgresql.sh pytest tests/privacy
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  else
    echo "PostgreSQL's server is not installed (Debian: apt-get install postgresql)."; exit 1
  fi
fi
space=$(mktemp -d)
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$space"
stop() { as_server "$bin/pg_ctl" -D "$space/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$space"; }
trap stop EXIT
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
password=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
as_server "$bin/initdb" -D "$space/data" -U postgres --auth-local=trust --auth-host=scram-sha-256 -E UTF8 >/dev/null
as_server "$bin/pg_ctl" -D "$space/data" -w -l "$space/log" \
  -o "-p $port -k $space -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
as_server "$bin/psql" -q -h "$space" -p "$port" -U postgres -v ON_ERROR_STOP=1 <<SQL
CREATE ROLE eigenart_owner LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '$password';
CREATE ROLE eigenart_app LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD '$password';
CREATE DATABASE eigenart OWNER eigenart_owner ENCODING 'UTF8' TEMPLATE template0;
SQL
export DATABASE_URL="postgresql://eigenart_app:$password@127.0.0.1:$port/eigenart"
export EIGENART_OWNER_DATABASE_URL="postgresql://eigenart_owner:$password@127.0.0.1:$port/eigenart"
"$bin/postgres" --version
"$@"
