#!/usr/bin/env bash
# Writes the public surface of every project as it is now to its PublicAPI.Unshipped.txt. Run it after a change of a public type, and review the diff.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in src/*/; do
    folder=${project%/}
    printf '#nullable enable\n' >"$folder/PublicAPI.Shipped.txt"
    printf '#nullable enable\n' >"$folder/PublicAPI.Unshipped.txt"
done
# The analyzer names each symbol that is not in the files yet.
dotnet build Continuo.slnx -v q --nologo --no-incremental -nodeReuse:false -p:RunAnalyzers=true -p:TreatWarningsAsErrors=false -p:WarningLevel=9999 "-flp:logfile=artifacts/public-api.log;verbosity=quiet" -noConsoleLogger || true
for project in src/*/; do
    folder=${project%/}
    name=$(basename "$folder")
    { printf '#nullable enable\n'
      grep -E "warning RS0016: .*\[.*/$name/$name\.csproj\]" artifacts/public-api.log | sed -E "s/.*warning RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/" | LC_ALL=C sort -u
    } >"$folder/PublicAPI.Unshipped.txt"
done
wc -l src/*/PublicAPI.Unshipped.txt | tail -1
