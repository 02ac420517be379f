#!/usr/bin/env bash
# Mutation testing: changes the code of a project here and there, and counts which changes its tests notice. Hours for a whole project; a few files take minutes.
#   eng/mutate.sh [Engine|Workflows] [FILE-PATTERN...]      e.g.  eng/mutate.sh Engine '**/Events/EventIndex.cs'
# The report is in artifacts/mutation. It is no part of ./test; the aim is 85 %.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
which=${1:-}
case $which in
    Engine | Workflows) shift ;;
    *) echo "Usage: eng/mutate.sh [Engine|Workflows] [FILE-PATTERN...]" >&2; exit 2 ;;
esac

patterns=()
for pattern in "$@"; do patterns+=(--mutate "$pattern"); done
cd "$root"
dotnet tool restore >/dev/null

# It instruments a copy of what is built; the analyzers would complain of its changes.
export RunAnalyzers=false TreatWarningsAsErrors=false DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "tests/Continuo.$which.Tests"
exec nice -n 19 dotnet stryker \
    --project "Continuo.$which.csproj" \
    --test-runner mtp \
    --concurrency "${CONTINUO_MUTATE_CONCURRENCY:-$(nproc)}" \
    --output "$root/artifacts/mutation/$which" \
    --reporter cleartext --reporter html --reporter json \
    "${patterns[@]}"
