#!/usr/bin/env bash
# What takes too long for every commit: the whole test of diversity, a thousand random notes, programs under fifty seeds, and the
# chapter under many seeds.
#
# Judges every probe of tests/diversity.rs under ten seeds, then the chapter under the seeds 1 to N (200 where nothing is
# said) at the default budget; says what came to another verdict than expected, and how long both took. Further arguments
# go to `descentcheck verify`.
#
#   tests/long.sh [N] [ARGUMENT...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seeds=${1:-200}
[ $# -gt 0 ] && shift
failed=0

begun=$SECONDS
cargo test --release --locked --test diversity -- --ignored every_ || failed=1
echo "the test of diversity took $((SECONDS - begun)) s"

begun=$SECONDS
cargo test --release --locked --test bounded -- --ignored || failed=1
echo "a thousand random notes took $((SECONDS - begun)) s"

begun=$SECONDS
DESCENTCHECK_LONG=1 cargo test --release --locked --test black_boxes || failed=1
echo "fifty seeds of right programs and a million reassociated evaluations took $((SECONDS - begun)) s"

cargo build --release --locked
begun=$SECONDS
wrong=()
for seed in $(seq 1 "$seeds"); do
    target/release/descentcheck verify --seed "$seed" "$@" >/dev/null 2>&1 || wrong+=("$seed:$?")
done
echo "$seeds seeds in $((SECONDS - begun)) s; not as expected: ${#wrong[@]} ${wrong[*]:-}"
[ ${#wrong[@]} -eq 0 ] && [ "$failed" -eq 0 ]
