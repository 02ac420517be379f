# To be sourced: a PostgreSQL server of one's own, as it comes, in a folder of one's own.

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

as_postgres() {
    if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# begin_postgres FOLDER PORT DATABASE: fails when PostgreSQL is not installed. The address is postgres://postgres@127.0.0.1:PORT/DATABASE.
begin_postgres() {
    local programs
    programs=$(postgres_programs)
    [[ -n $programs ]] || { echo "PostgreSQL is not installed" >&2; return 1; }
    mkdir -p "$1"
    [[ $EUID -ne 0 ]] || { chmod 755 "$(dirname "$1")" && chown postgres "$1"; }
    as_postgres "$programs/initdb" -D "$1/data" -A trust -U postgres -E UTF8 --locale=C >/dev/null || return 1
    as_postgres "$programs/pg_ctl" -D "$1/data" -l "$1/log" -o "-p $2 -k $1 -c listen_addresses=127.0.0.1 -c shared_buffers=512MB" -w start >/dev/null || return 1
    "$programs/createdb" -h 127.0.0.1 -p "$2" -U postgres "$3"
}

end_postgres() {
    [[ ! -f $1/data/postmaster.pid ]] || as_postgres "$(postgres_programs)/pg_ctl" -D "$1/data" -m fast stop >/dev/null 2>&1 || true
}
