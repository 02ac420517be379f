#!/usr/bin/env bash
# The whole table of figures: about twelve minutes on two cores, in an hour in which nothing else runs. Prints goal and measured, with the disk's flush rate beside.
#   bench/figures.sh [--quick] [--out FILE]       --quick: a tenth of everything, to see that it works
# The lines that it is made of go to FILE, else to bench/results/DATE.jsonl.
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
source "$root/bench/postgres.sh"
seconds=5 repeat=3 part=1 out=$root/bench/results/$(date -u +%F).jsonl
while (($#)); do
    case $1 in
        --quick) seconds=1 repeat=1 part=10; shift ;;
        --out) out=$2; shift 2 ;;
        *) echo "Usage: bench/figures.sh [--quick] [--out FILE]" >&2; exit 2 ;;
    esac
done

scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/continuo-figures-XXXXXX")
finish() {
    end_postgres "$scratch/postgres"
    rm -rf "$scratch"
}
trap finish EXIT
dotnet build "$root/bench/Continuo.Load" -c Release -v q --nologo >"$scratch/build.log" || { cat "$scratch/build.log"; exit 1; }
load=$root/artifacts/bin/Continuo.Load/release/Continuo.Load
lines=$scratch/lines.jsonl
began=$SECONDS

# run LIMIT SCENARIO...: in a folder of its own, ended when it takes longer than LIMIT seconds.
run() {
    local limit=$1 data
    shift
    data=$(mktemp -d "$scratch/data-XXXX")
    printf '%4d s  %s\n' $((SECONDS - began)) "$*" >&2
    timeout --kill-after=5 "$limit" "$load" "$@" --data "$data" >>"$lines" 2>>"$scratch/errors" || echo "        ended with $?: $(tail -1 "$scratch/errors")" >&2
    rm -rf "$data"
}

short=(--seconds "$seconds" --repeat "$repeat")
"$load" turn | tail -3 >>"$lines"
run 90 seq5 --clients 1,128 "${short[@]}"
run 30 commits --seconds "$seconds"
run 90 seq5 --clients 128 --http "${short[@]}"
run 90 pure5 --clients 1,128 "${short[@]}"
run 45 fan100 --clients 1 --seconds "$seconds" --repeat "$repeat"
run 90 scatter5 --count $((100000 / part)) --seconds "$seconds" --repeat "$repeat"
run 60 http5 --clients 128 --seconds "$seconds" --repeat 2
run 60 bigloop --count $((1000000 / part))
run 60 recover100k --count $((10000 / part))
run 90 recover100k --count $((100000 / part))
run 60 event-fan-in --count $((100000 / part))
run 40 hot --count $((50000 / part))
run 150 wait1m --count $((1000000 / part))
run 170 timers100k --count $((100000 / part)) --seconds $((60 / part))
run 90 idle --seconds $((60 / part))
if begin_postgres "$scratch/postgres" 55434 continuo; then
    run 60 seq5 --clients 128 --seconds "$seconds" --repeat 2 --store postgres://postgres@127.0.0.1:55434/continuo
    end_postgres "$scratch/postgres"
fi

mkdir -p "$(dirname "$out")"
cat "$lines" >>"$out"
echo "in $((SECONDS - began)) s on $(nproc) cores; http5 against Restate: bench/peers/run.sh; the death of a node: tests/Continuo.Torture" >&2
"$load" table "$lines"
