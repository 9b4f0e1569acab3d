#!/usr/bin/env bash
# Judges the chapter under the seeds 1 to N (200 where nothing is said) at the default budget; says which seeds came to
# another verdict than expected, and how long it took. Further arguments go to `descentcheck verify`.
#
#   tests/seeds.sh [N] [ARGUMENT...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seeds=${1:-200}
[ $# -gt 0 ] && shift
cargo build --release --locked
begun=$SECONDS
wrong=()
for seed in $(seq 1 "$seeds"); do
    target/release/descentcheck verify --seed "$seed" "$@" >/dev/null 2>&1 || wrong+=("$seed:$?")
done
echo "$seeds seeds in $((SECONDS - begun)) s; not as expected: ${#wrong[@]} ${wrong[*]:-}"
[ ${#wrong[@]} -eq 0 ]
