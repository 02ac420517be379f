#!/usr/bin/env bash
# Compares whole processes of Debian's jq and of continuo on the same NDJSON file: bench/jq/compare.sh COMMAND [MEGABYTES]
# COMMAND runs our jq, for instance "artifacts/bin/Continuo.Cli/release/continuo jq". Prints a line of JSON for each program.
set -euo pipefail
ours="$1"
megabytes="${2:-100}"
here="$(cd "$(dirname "$0")" && pwd)"
file="$(mktemp -d)/orders.ndjson"
trap 'rm -rf "$(dirname "$file")"' EXIT
command -v jq > /dev/null || { echo "jq is not installed: apt-get install jq" >&2; exit 2; }
python3 "$here/generate.py" "$file" "$megabytes"

seconds() {
    local start end
    start="$(date +%s.%N)"
    "$@" > /dev/null
    end="$(date +%s.%N)"
    echo "$end - $start" | bc
}

compare() {
    local name="$1" theirs mine
    shift
    # shellcheck disable=SC2086 # the command may have several words
    mine="$(seconds $ours "$@" "$file")"
    theirs="$(seconds jq "$@" "$file")"
    printf '{"program":"%s","megabytes":%s,"jq":%s,"continuo":%s,"ratio":%s}\n' "$name" "$megabytes" "0$theirs" "0$mine" "0$(echo "scale=2; $theirs / $mine" | bc)"
}

compare "select and project" -c 'select(.status == "paid" and .total > 100) | {id, name: .customer.name, count: (.items | length)}'
compare "group and sum" -c -s 'group_by(.status) | map({status: .[0].status, sum: (map(.total) | add)})'
compare "deep update" -c '.items |= map(.price *= 1.1) | .customer.vip = true'
compare "regex" -c 'select(.note | test("[0-9]{3}-[0-9]+")) | .note |= sub("(?<area>[0-9]+)-"; "(\(.area)) ")'
