# Usage: keep.sh BIN DIR LOCALE. Runs PostgreSQL in DIR while stdin is open.
# Prints "ready" or the reason why not. Speed over safety: nothing is synced.
bin=$1 dir=$2 locale=$3
trap 'rm -rf "$dir"' EXIT
# Ctrl-C in a terminal is for the tests; this script ends after them.
trap '' INT TERM HUP

init() {
	"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
		--encoding=UTF8 --locale="$locale" --no-sync --no-instructions
}

options="-F -c listen_addresses='' -c unix_socket_directories='$dir' \
-c max_connections=300 -c shared_buffers=64MB -c timezone=UTC \
-c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"

run() {
	"$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/log" --wait --options="$options"
}

if init >"$dir/log" 2>&1 && run >"$dir/out" 2>&1; then
	echo ready
	cat >/dev/null
	"$bin/pg_ctl" stop --pgdata="$dir/data" --mode=immediate >/dev/null 2>&1
else
	tail -n 20 "$dir/log"
	exit 1
fi
