#!/usr/bin/env bash
# Compares whole processes of Debian's jq and of continuo on the same NDJSON file: bench/jq/compare.sh COMMAND [MEGABYTES]
# COMMAND runs our jq, for instance "artifacts/bin/Continuo.Cli/release/continuo jq". Prints a line of JSON for each program: seconds of wall
# clock and of processor, and the ratio of the processor seconds, which other work on the machine disturbs least (above 1: we are faster).
set -euo pipefail
ours="$1"
megabytes="${2:-100}"
here="$(cd "$(dirname "$0")" && pwd)"
folder="$(mktemp -d)"
file="$folder/orders.ndjson"
trap 'rm -rf "$folder"' EXIT
command -v jq > /dev/null || { echo "jq is not installed: apt-get install jq" >&2; exit 2; }
python3 "$here/generate.py" "$file" "$megabytes"

TIMEFORMAT='%R %U %S'

measure() {
    { time "$@" > "$folder/out" 2> "$folder/err"; } 2>&1
}

compare() {
    local name="$1" mine theirs
    shift
    # shellcheck disable=SC2086 # the command may have several words
    mine="$(measure $ours "$@" "$file")"
    theirs="$(measure jq "$@" "$file")"
    awk -v name="$name" -v megabytes="$megabytes" -v mine="$mine" -v theirs="$theirs" 'BEGIN {
        split(mine, m, " "); split(theirs, t, " ")
        printf "{\"program\":\"%s\",\"megabytes\":%d,\"jq\":{\"wall\":%.2f,\"cpu\":%.2f},\"continuo\":{\"wall\":%.2f,\"cpu\":%.2f},\"ratio\":%.2f}\n",
            name, megabytes, t[1], t[2] + t[3], m[1], m[2] + m[3], (t[2] + t[3]) / (m[2] + m[3])
    }'
}

compare "select and project" -c 'select(.status == "paid" and .total > 100) | {id, name: .customer.name, count: (.items | length)}'
compare "group and sum" -c -s 'group_by(.status) | map({status: .[0].status, sum: (map(.total) | add)})'
compare "deep update" -c '.items |= map(.price *= 1.1) | .customer.vip = true'
compare "regex" -c 'select(.note | test("[0-9]{3}-[0-9]+")) | .note |= sub("(?<area>[0-9]+)-"; "(\(.area)) ")'
