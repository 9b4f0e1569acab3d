"""Theorem 7.1 in NumPy, in a plain loop over random cases and as a Hypothesis test. Prints the cases per second of each."""

import sys
import time

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

D, STEPS = 16, 100


def judge(k, c, axis, w, h):
    """100 steps of gradient descent on the quadratic, and the bound at every step."""
    eta = h / k.max()
    square = axis @ axis
    factor = 2 / square if square > 0 else 0.0

    def turn(u):
        return u - (factor * (axis @ u)) * axis if factor else u

    z = turn(w - c)
    start = z @ z
    for t in range(1, STEPS + 1):
        w = w - eta * turn(k * z)
        z = turn(w - c)
        if 0.5 * (k * z) @ z > start / (2 * eta * t):
            return False
    return True


def loop(cases):
    rng = np.random.default_rng(1)

    def small(d):
        return np.ldexp(rng.integers(-9, 10, d).astype(float), rng.integers(-3, 3, d))

    for _ in range(cases):
        d = rng.integers(1, D + 1)
        k = np.ldexp(rng.integers(1, 8, d).astype(float), rng.integers(-3, 3, d))
        c = small(d) if rng.integers(4) == 0 else np.zeros(d)
        axis = rng.choice([1.0, 2.0, 0.0, -1.0], d) if d > 1 and rng.integers(4) == 0 else np.zeros(d)
        assert judge(k, c, axis, small(d), rng.integers(1, 1025) / 1024)


@st.composite
def quadratics(draw):
    d = draw(st.integers(1, D))

    def small():
        return np.array(draw(st.lists(st.integers(-72, 72), min_size=d, max_size=d))) / 8

    k = np.array(draw(st.lists(st.integers(1, 56), min_size=d, max_size=d))) / 8
    c = small() if draw(st.integers(0, 3)) == 0 else np.zeros(d)
    axis = np.zeros(d)
    if d > 1 and draw(st.integers(0, 3)) == 0:
        axis = np.array(draw(st.lists(st.sampled_from([1.0, 2.0, 0.0, -1.0]), min_size=d, max_size=d)))
    return k, c, axis, small(), draw(st.integers(1, 1024)) / 1024


def measured(work, cases):
    before = time.perf_counter()
    work()
    return cases / (time.perf_counter() - before)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 3000

    @settings(max_examples=cases, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(quadratics())
    def theorem(case):
        assert judge(*case)

    print(f"{measured(lambda: loop(cases), cases):.0f} {measured(theorem, cases):.0f}")


main()
