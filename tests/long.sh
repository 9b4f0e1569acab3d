#!/usr/bin/env bash
# Tests that take too long for every commit: the whole test of diversity, a thousand random notes, programs with fifty seeds, programs of
# students, and the chapter with many seeds.
#
# Judges every probe of tests/diversity.rs with ten seeds, then the chapter with the seeds 1 to N (default 200) at the default
# budget, and reports unexpected verdicts and the time taken. Further arguments are passed to `descentcheck verify`.
#
#   tests/long.sh [N] [ARGUMENT...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seeds=${1:-200}
[ $# -gt 0 ] && shift
failed=0

begun=$SECONDS
cargo test --release --locked --test suite diversity::every_ -- --ignored || failed=1
echo "the test of diversity took $((SECONDS - begun)) s"

begun=$SECONDS
cargo test --release --locked --test bounded -- --ignored || failed=1
echo "a thousand random notes took $((SECONDS - begun)) s"

begun=$SECONDS
DESCENTCHECK_LONG=1 cargo test --release --locked --test suite black_boxes:: || failed=1
echo "fifty seeds of right programs and a million reassociated evaluations took $((SECONDS - begun)) s"

begun=$SECONDS
DESCENTCHECK_LONG=1 cargo test --release --locked --test submissions || failed=1
echo "all programs of students, right ones with twenty seeds, took $((SECONDS - begun)) s"

cargo build --release --locked
begun=$SECONDS
wrong=()
for seed in $(seq 1 "$seeds"); do
    target/release/descentcheck verify --seed "$seed" "$@" >/dev/null 2>&1 || wrong+=("$seed:$?")
done
echo "$seeds seeds in $((SECONDS - begun)) s; not as expected: ${#wrong[@]} ${wrong[*]:-}"
[ ${#wrong[@]} -eq 0 ] && [ "$failed" -eq 0 ]
