#!/usr/bin/env bash
# Cases per second on one core for Theorem 7.1 with 100 steps on random quadratics of 1 to 16 coordinates: this program, loops
# written by hand in Rust and C, NumPy, and Hypothesis with NumPy, one after the other in one run.
# Needs cargo, gcc, and a python3 with venv that can install numpy and hypothesis. Takes two minutes once built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in cargo gcc python3; do
    command -v "$tool" >/dev/null || { echo "peers.sh needs $tool" >&2; exit 2; }
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy hypothesis
gcc -O2 -o "$folder/by_hand" benches/peers/theorem_7_1.c -lm
cargo bench --quiet --bench theorem_7_1 --no-run
target=$(cargo metadata --no-deps --format-version 1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')

c=$("$folder/by_hand")
read -r numpy hypothesis < <(OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" benches/peers/theorem_7_1.py)
cargo bench --quiet --bench theorem_7_1 >"$folder/bench.txt" 2>&1 || { cat "$folder/bench.txt" >&2; exit 1; }

python3 - "$target/criterion/theorem-7.1" "$c" "$numpy" "$hypothesis" <<'PYTHON'
import json, pathlib, sys

folder, c, numpy, hypothesis = pathlib.Path(sys.argv[1]), *map(float, sys.argv[2:])
CASES = 1000  # an iteration, as benches/theorem_7_1.rs says


def measured(name):
    estimates = json.loads((folder / name / "new" / "estimates.json").read_text())
    return CASES * 1e9 / estimates["mean"]["point_estimate"]


own = measured("draw and screen")
rows = [("descentcheck", own), ("by hand, Rust", measured("by hand")), ("by hand, C", c), ("NumPy", numpy),
        ("Hypothesis with NumPy", hypothesis)]
print(f"{'':22} {'cases per second':>16} {'descentcheck / it':>18}")
for name, speed in rows:
    print(f"{name:22} {speed:16,.0f} {own / speed:18.2f}")
PYTHON
