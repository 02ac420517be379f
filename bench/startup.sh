#!/usr/bin/env bash
# Cold start of `continuo serve` to its first answered request, and what it does when it has nothing to do.
# Results as one JSON object on stdout, progress on stderr. Targets: at most 1500 ms; no writes to the store and under 1 % of a core.
#   bench/startup.sh [--starts 10] [--idle 60]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
starts=10 idle=60
while (($#)); do
    case $1 in
        --starts) starts=$2; shift 2 ;;
        --idle) idle=$2; shift 2 ;;
        *) echo "Usage: bench/startup.sh [--starts N] [--idle SECONDS]" >&2; exit 2 ;;
    esac
done

"$root/continuo" --version >/dev/null
program=$root/artifacts/bin/Continuo.Cli/release/continuo
export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
work=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null; rm -rf "$work"' EXIT

load() { cut -d' ' -f1 /proc/loadavg; }

# serve DATA: starts it and sets pid, port and took, the milliseconds until it has answered a request that reads its store.
serve() {
    local began=$EPOCHREALTIME line status
    rm -f "$work/said"
    mkfifo "$work/said"
    "$program" serve --data "$1" --urls http://127.0.0.1:0 -o json >"$work/said" 2>"$work/errors" &
    pid=$!
    IFS= read -r line <"$work/said" || { cat "$work/errors" >&2; exit 1; }
    port=${line#*127.0.0.1:}
    port=${port%%\"*}
    exec 8<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /api/v1/workflows HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&8
    IFS= read -r status <&8
    took=$(((${EPOCHREALTIME/./} - ${began/./}) / 1000))
    exec 8>&-
    [[ $status == *" 200 "* ]] || { echo "It answered: $status" >&2; exit 1; }
}

end() {
    kill -TERM "$pid"
    wait "$pid" || true
    pid=
}

median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

list() { local IFS=,; echo "[$*]"; }

# The first of both warms the file cache and does not count.
serve "$work/warm" && end
fresh=() again=()
before=$(load)
for ((i = 0; i < starts; i++)); do
    serve "$work/new$i" && fresh+=("$took") && end
    serve "$work/warm" && again+=("$took") && end
    echo "start $((i + 1)): ${fresh[-1]} ms on a new store, ${again[-1]} ms on an old one" >&2
done

serve "$work/idle"
cat >"$work/idle.yaml" <<'YAML'
document: {dsl: '1.0.3', namespace: bench, name: idle, version: '1.0.0'}
do:
  - both:
      fork:
        branches:
          - sleep: {wait: PT1H}
          - hear: {listen: {to: {one: {with: {type: never}}}}}
YAML
export CONTINUO_SERVER=http://127.0.0.1:$port
"$program" workflow deploy "$work/idle.yaml" >/dev/null
"$program" instance start bench/idle >/dev/null

# Its last checkpoint belongs to the work before.
sleep 10
counter() { awk -v name="$1:" '$1 == name {print $2}' "/proc/$pid/io"; }
ticks() { sed 's/.*) //' "/proc/$pid/stat" | awk '{print $12 + $13}'; }
files() { stat -c '%n %s %y' "$work"/idle/* | sort; }
idleload=$(load)
cpu=$(ticks) calls=$(counter syscw) chars=$(counter wchar) bytes=$(counter write_bytes) store=$(files)
echo "idle for $idle s" >&2
sleep "$idle"
cpu=$(($(ticks) - cpu)) calls=$(($(counter syscw) - calls)) chars=$(($(counter wchar) - chars)) bytes=$(($(counter write_bytes) - bytes))
touched=$(comm -13 <(echo "$store") <(files) | wc -l)
memory=$(awk '$1 == "VmRSS:" {print $2}' "/proc/$pid/status")
end

cat <<JSON
{"coldStart":{"newStore":{"medianMs":$(median "${fresh[@]}"),"ms":$(list "${fresh[@]}")},"oldStore":{"medianMs":$(median "${again[@]}"),"ms":$(list "${again[@]}")},"loadAverage":$before},
 "idle":{"seconds":$idle,"cpuPercentOfACore":$(awk -v t="$cpu" -v hz="$(getconf CLK_TCK)" -v s="$idle" 'BEGIN {printf "%.2f", 100 * t / hz / s}'),"writeCalls":$calls,"writtenChars":$chars,"bytesToDisk":$bytes,"storeFilesTouched":$touched,"residentKb":$memory,"loadAverage":$idleload},
 "cores":$(nproc)}
JSON
