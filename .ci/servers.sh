# Sourced by .ci/run: separate PostgreSQL 15 and Redis servers, private to the run and stopped at its end.

SERVERS=
SERVER_DATABASE_URL=
SERVER_REDIS_URL=
POSTGRES_BIN=/usr/lib/postgresql/15/bin

as_postgres() { # PostgreSQL refuses to run as root, and its account may not enter the checkout
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_servers() {
  local postgres_port redis_port
  SERVERS=$(mktemp -d /tmp/ci-servers.XXXXXX)
  [ "$(id -u)" != 0 ] || chown postgres "$SERVERS"
  postgres_port=$(free_port)
  as_postgres env LC_ALL=C.UTF-8 "$POSTGRES_BIN/initdb" -D "$SERVERS/data" -U postgres -A trust -E UTF8 \
    --locale=C.UTF-8 --no-sync --no-instructions >"$SERVERS/initdb.log"
  as_postgres env LC_ALL=C.UTF-8 "$POSTGRES_BIN/pg_ctl" -D "$SERVERS/data" -l "$SERVERS/postgres.log" -w -s \
    -o "-c listen_addresses=127.0.0.1 -c port=$postgres_port -c unix_socket_directories= -c fsync=off -c full_page_writes=off" start
  as_postgres "$POSTGRES_BIN/createdb" -h 127.0.0.1 -p "$postgres_port" -U postgres congress
  redis_port=$(free_port)
  redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no --dir "$SERVERS" --daemonize yes \
    --pidfile "$SERVERS/redis.pid" --logfile "$SERVERS/redis.log" >/dev/null
  until redis-cli -p "$redis_port" ping >/dev/null 2>&1; do sleep 0.1; done
  SERVER_DATABASE_URL="postgres://postgres@127.0.0.1:$postgres_port/congress"
  SERVER_REDIS_URL="redis://127.0.0.1:$redis_port/0"
}

stop_servers() {
  [ -n "$SERVERS" ] || return 0
  [ ! -e "$SERVERS/redis.pid" ] || kill "$(cat "$SERVERS/redis.pid")" 2>/dev/null || true
  as_postgres "$POSTGRES_BIN/pg_ctl" -D "$SERVERS/data" -m fast -w -s stop || true
  rm -rf "$SERVERS"
  SERVERS=
}
