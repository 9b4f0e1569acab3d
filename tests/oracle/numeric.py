#!/usr/bin/env python3
"""Random expressions with their values, computed apart from the program under test.

Rational expressions are evaluated with `fractions`, the others with `mpmath` (pip install mpmath),
once with 200 and once with 300 digits; those on which the two disagree are dropped. The digits
written (90) are more than 256 bits tell apart, so that an enclosure of 256 bits has to contain the
decimal number as it stands. Run `python3 tests/oracle/numeric.py` to write numeric.json anew; the
seed is fixed, so that the file does not change unless this script does.
"""

import json
import random
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

RATIONAL_CASES = 150
REAL_CASES = 250
DIGITS = 90
SMALLEST_DIVISOR = mpf(10) ** -6
LARGEST_VALUE = mpf(10) ** 30


class Undefined(Exception):
    """The expression has no value among the real numbers."""


class Unsuitable(Exception):
    """The expression is too close to where it stops to have a value, or its value is too large."""


def draw_leaf(rng):
    if rng.random() < 0.3:
        return ["q", str(Fraction(rng.randint(-8, 8)))]
    return ["q", str(Fraction(rng.randint(-10**6, 10**6), rng.choice([1, 2, 3, 7, 10, 1024, 99991])))]


def draw(rng, depth, unary):
    if depth == 0 or rng.random() < 0.12:
        return ["pi"] if unary and rng.random() < 0.2 else draw_leaf(rng)
    if unary and rng.random() < 0.5:
        return [rng.choice(unary), draw(rng, depth - 1, unary)]
    operation = rng.choice("+-*/")
    return [operation, draw(rng, depth - 1, unary), draw(rng, depth - 1, unary)]


def exact_value(tree):
    if tree[0] == "q":
        return Fraction(tree[1])
    left, right = exact_value(tree[1]), exact_value(tree[2])
    if tree[0] == "/" and right == 0:
        raise Undefined
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
    }[tree[0]]()


def suitable(value):
    if abs(value) > LARGEST_VALUE:
        raise Unsuitable
    return value


def positive(value):
    if value < SMALLEST_DIVISOR:
        raise Unsuitable
    return value


def real_value(tree):
    operation = tree[0]
    if operation == "q":
        value = Fraction(tree[1])
        return mpf(value.numerator) / value.denominator
    if operation == "pi":
        return +mp.pi
    left = real_value(tree[1])
    if operation == "sqrt":
        return mp.sqrt(positive(left))
    if operation == "exp":
        if abs(left) > 60:
            raise Unsuitable
        return mp.exp(left)
    if operation == "ln":
        return mp.log(positive(left))
    if operation == "cos":
        return mp.cos(left)
    right = real_value(tree[2])
    if operation == "+":
        return suitable(left + right)
    if operation == "-":
        return suitable(left - right)
    if operation == "*":
        return suitable(left * right)
    positive(abs(right))
    return suitable(left / right)


def digits(tree, precision):
    with mp.workdps(precision):
        return mp.nstr(real_value(tree), DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0)


def functions(tree):
    if tree[0] in ("q",):
        return set()
    names = {tree[0]} - set("+-*/")
    return names.union(*(functions(child) for child in tree[1:]))


def rational_cases(rng):
    cases = []
    while len(cases) < RATIONAL_CASES:
        tree = draw(rng, rng.randint(1, 5), [])
        if tree[0] == "q":
            continue
        try:
            case = {"expression": tree, "kind": "rational", "value": str(exact_value(tree))}
        except Undefined:
            case = {"expression": tree, "kind": "undefined"}
        cases.append(case)
    return cases


def real_cases(rng):
    cases = []
    while len(cases) < REAL_CASES:
        tree = draw(rng, rng.randint(1, 5), ["sqrt", "exp", "ln", "cos"])
        if not functions(tree):
            continue
        try:
            value = digits(tree, 200)
            if value != digits(tree, 300):
                continue
        except Unsuitable:
            continue
        cases.append({"expression": tree, "kind": "real", "value": value})
    return cases


def main():
    rng = random.Random(20240229)
    cases = rational_cases(rng) + real_cases(rng)
    lines = ",\n".join(json.dumps(case) for case in cases)
    Path(__file__).with_name("numeric.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
