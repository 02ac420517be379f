#!/usr/bin/env bash
# The same work on Restate, DBOS and Continuo on this machine, in turns, with the disk's own flush rate beside each interval. Prints one table, with ratios.
# Needs Node and npm, the .NET SDK, and for DBOS the server programs of PostgreSQL; what is missing is skipped by name. Everything is kept in a scratch folder.
#   bench/peers/run.sh [--seconds 6] [--rounds 3] [--dormant 10000] [--scratch DIR]
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname "$(dirname "$here")")
seconds=6 rounds=3 dormant=10000 scratch=
while (($#)); do
    case $1 in
        --seconds) seconds=$2; shift 2 ;;
        --rounds) rounds=$2; shift 2 ;;
        --dormant) dormant=$2; shift 2 ;;
        --scratch) scratch=$2; shift 2 ;;
        *) echo "Usage: bench/peers/run.sh [--seconds N] [--rounds N] [--dormant N] [--scratch DIR]" >&2; exit 2 ;;
    esac
done

# Outside the tree; on the disk that is to be measured.
scratch=${scratch:-$(mktemp -d "${TMPDIR:-/var/tmp}/continuo-peers-XXXXXX")}
mkdir -p "$scratch"
results=$scratch/results.jsonl
: >"$results"
say() { echo "$*" >&2; }

source "$root/bench/postgres.sh"
children=()
database=postgresql://postgres@127.0.0.1:55433/dbos
finish() {
    for pid in "${children[@]}"; do kill "$pid" 2>/dev/null || true; done
    end_postgres "$scratch/postgres"
}
trap finish EXIT

install() {
    mkdir -p "$scratch/$1"
    cp "$here/$1"/* "$scratch/$1/"
    say "installing $1 from npm"
    (cd "$scratch/$1" && npm install --no-audit --no-fund --loglevel error >npm.log 2>&1)
}

until_answered() {
    for ((i = 0; i < 120; i++)); do
        curl -sf -m 2 "$1" >/dev/null && return
        sleep 0.5
    done
    say "$1 does not answer"
    return 1
}

begin_restate() {
    local program
    program=$(find "$scratch/restate/node_modules" -path '*/bin/restate-server' -type f -perm -u+x | grep -v '/.bin/' | head -1)
    [[ -n $program ]] || { say "restate has no server for this machine"; return 1; }
    # Two partitions are its best on two cores.
    RESTATE_DISABLE_TELEMETRY=true RESTATE_DEFAULT_NUM_PARTITIONS=$(nproc) "$program" --bind-ip 127.0.0.1 --listen-mode tcp --base-dir "$scratch/restate/data" --no-logo >"$scratch/restate/server.log" 2>&1 &
    restate_server=$!
    NODE_ENV=production RESTATE_LOGGING=ERROR node "$scratch/restate/service.mjs" 9980 >"$scratch/restate/service.log" 2>&1 &
    restate_service=$!
    children+=("$restate_server" "$restate_service")
    until_answered http://127.0.0.1:9070/health
    sleep 2
    curl -sf -m 20 -X POST http://127.0.0.1:9070/deployments -H 'content-type: application/json' -d '{"uri":"http://127.0.0.1:9980"}' >/dev/null
    curl -sf -m 20 -X POST http://127.0.0.1:8080/Work/seq5 -H 'content-type: application/json' -d '{}' >/dev/null
}

# keep WORK WHO ROUND: what is measured on stdin, with the probe beside it.
keep() {
    local line
    line=$(grep '^{' | tail -1) || true
    [[ -n $line ]] || { say "$2 gave no result for $1"; return 0; }
    node -e 'const [work, who, round, flushes, line] = process.argv.slice(1);
        const load = Number(require("fs").readFileSync("/proc/loadavg", "utf8").split(" ")[0]);
        console.log(JSON.stringify({ load, flushesPerSecond: Number(flushes), ...JSON.parse(line), work, who, round: Number(round) }))' "$1" "$2" "$3" "$(probe)" "$line" >>"$results"
}

probe() { "$load" probe --data "$scratch" | grep -o '"flushesPerSecond":[0-9]*' | cut -d: -f2; }

# A measurement that fails is said to be missing, and the others go on.
ours() { "$load" "$@" --data "$scratch/ours-$RANDOM$RANDOM" 2>>"$scratch/errors.log" || true; }

post() { "$load" post "$1" --clients "$2" --seconds "$seconds" --repeat 1 --data "$scratch" 2>>"$scratch/errors.log" || true; }

dbos() { (cd "$scratch/dbos" && timeout 300 node bench.mjs "$database" "$@" 2>>"$scratch/errors.log") || true; }

say "building"
dotnet build "$root/bench/Continuo.Load" -c Release -v q --nologo >"$scratch/build.log" || { cat "$scratch/build.log" >&2; exit 1; }
load=$root/artifacts/bin/Continuo.Load/release/Continuo.Load
has_restate= has_dbos=
if command -v npm >/dev/null; then
    install restate && begin_restate && has_restate=yes || say "restate is left out"
    begin_postgres "$scratch/postgres" 55433 dbos && install dbos && has_dbos=yes || say "dbos is left out"
else
    say "no npm: restate and dbos are left out"
fi

for ((round = 1; round <= rounds; round++)); do
    for clients in 1 128; do
        say "round $round: seq5 at $clients"
        ours seq5 --http --clients "$clients" --seconds "$seconds" --repeat 1 | keep "seq5 at $clients" "ours http" "$round"
        [[ -z $has_restate ]] || post http://127.0.0.1:8080/Work/seq5 "$clients" | keep "seq5 at $clients" restate "$round"
        ours http5 --clients "$clients" --seconds "$seconds" --repeat 1 | keep "seq5 at $clients" "ours http5" "$round"
        ours seq5 --clients "$clients" --seconds "$seconds" --repeat 1 | keep "seq5 at $clients" "ours in process" "$round"
        [[ -z $has_dbos ]] || dbos seq5 "$clients" "$seconds" | keep "seq5 at $clients" dbos "$round"
    done

    say "round $round: fan100"
    ours fan100 --http --clients 1 --seconds "$seconds" --repeat 1 | keep fan100 "ours http" "$round"
    [[ -z $has_restate ]] || post http://127.0.0.1:8080/Work/fan100 1 | keep fan100 restate "$round"
    ours fan100 --clients 1 --seconds "$seconds" --repeat 1 | keep fan100 "ours in process" "$round"
    [[ -z $has_dbos ]] || dbos fan100 1 "$seconds" | keep fan100 dbos "$round"
done

say "$dormant that wait"
ours wait1m --count "$dormant" | keep dormant ours 1
[[ -z $has_restate ]] || (cd "$scratch/restate" && node dormant.mjs "$dormant" http://127.0.0.1:8080 "$restate_server" "$restate_service" 2>>"$scratch/errors.log" || true) | keep dormant restate 1
[[ -z $has_dbos ]] || dbos dormant $((dormant / 5)) | keep dormant dbos 1

say "results: $results"
node "$here/table.mjs" "$results"
