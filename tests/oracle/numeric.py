#!/usr/bin/env python3
"""Random expressions with their values, computed apart from the program under test.

Rational expressions are evaluated with `fractions`, the others with `mpmath` (pip install mpmath),
once with 200 and once with 300 digits; those on which the two disagree are dropped. The digits
written (90) are more than 256 bits tell apart, so that an enclosure of 256 bits has to contain the
decimal number as it stands. operations.json holds what single operations give: order and equality,
the nearest doubles, IEEE operations, roundings to a number of bits, and texts of fractions. Run
`python3 tests/oracle/numeric.py` to write numeric.json and operations.json anew; the seeds are fixed,
so that the files do not change unless this script does.
"""

import json
import math
import random
import struct
import sys
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

RATIONAL_CASES = 150
REAL_CASES = 250
SINGLE_CASES = 60
DIGITS = 90
LARGEST_POWER = 12
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
    if rng.random() < 0.25:
        return [rng.choice(["neg", "abs"]), draw(rng, depth - 1, unary)]
    if rng.random() < 0.15:
        return ["pow", draw(rng, depth - 1, unary), rng.randint(-LARGEST_POWER, LARGEST_POWER)]
    operation = rng.choice(["+", "-", "*", "/", "+", "-", "*", "/", "min", "max"])
    return [operation, draw(rng, depth - 1, unary), draw(rng, depth - 1, unary)]


def exact_value(tree):
    if tree[0] == "q":
        return Fraction(tree[1])
    left = exact_value(tree[1])
    if tree[0] == "neg":
        return -left
    if tree[0] == "abs":
        return abs(left)
    if tree[0] == "pow":
        if left == 0 and tree[2] < 0:
            raise Undefined
        return left ** tree[2]
    right = exact_value(tree[2])
    if tree[0] == "/" and right == 0:
        raise Undefined
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "min": lambda: min(left, right),
        "max": lambda: max(left, right),
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
    if operation == "neg":
        return -left
    if operation == "abs":
        return abs(left)
    if operation == "pow":
        if tree[2] < 0:
            positive(abs(left))
        return suitable(left ** tree[2])
    right = real_value(tree[2])
    if operation == "+":
        return suitable(left + right)
    if operation == "-":
        return suitable(left - right)
    if operation == "*":
        return suitable(left * right)
    if operation == "min":
        return min(left, right)
    if operation == "max":
        return max(left, right)
    positive(abs(right))
    return suitable(left / right)


def digits(tree, precision):
    with mp.workdps(precision):
        return mp.nstr(real_value(tree), DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0)


def functions(tree):
    if tree[0] in ("q",):
        return set()
    names = {tree[0]} & {"pi", "sqrt", "exp", "ln", "cos"}
    return names.union(*(functions(child) for child in tree[1:] if isinstance(child, list)))


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


def extreme_cases(rng):
    """Single functions far from one: at most 10^5000 or 10^-5000, and some near the end of the range."""
    cases = []
    for _ in range(SINGLE_CASES // 3):
        large = Fraction(rng.randint(1, 10**9)) ** rng.randint(5, 40)
        tiny = Fraction(1, rng.randint(2, 10**9)) ** rng.randint(5, 40)
        near = ["q", str(Fraction(rng.randint(-10**7, 10**7), 1000))]
        leaf = ["q", str(rng.choice([large, tiny]))]
        cases += [["exp", near], ["ln", leaf], ["sqrt", leaf], ["*", leaf, ["exp", near]], ["+", leaf, ["exp", near]]]
        cases += [["cos", ["q", str(Fraction(rng.randint(-10**12, 10**12), 7))]]]
        cases += [["exp", ["q", str(tiny)]], ["-", ["exp", ["q", str(tiny)]], ["q", "1"]]]
    cases += [["exp", ["q", text]] for text in ("700000", "-700000", "726000/1", "-1/3")]
    return cases


def unbounded(tree):
    """The value with as many digits as it takes; nothing here comes near where it has none."""
    operation = tree[0]
    if operation == "q":
        value = Fraction(tree[1])
        return mpf(value.numerator) / value.denominator
    left = unbounded(tree[1])
    if operation in ("sqrt", "exp", "ln", "cos"):
        return {"sqrt": mp.sqrt, "exp": mp.exp, "ln": mp.log, "cos": mp.cos}[operation](left)
    right = unbounded(tree[2])
    return {"+": left + right, "-": left - right, "*": left * right}[operation]


def extremes(rng):
    cases = []
    for tree in extreme_cases(rng):
        values = []
        # A difference of neighbours 10^-5000 apart takes so many digits.
        for precision in (5_500, 5_600):
            with mp.workdps(precision):
                values.append(mp.nstr(unbounded(tree), DIGITS, strip_zeros=False, min_fixed=0, max_fixed=0))
        if values[0] == values[1]:
            cases.append({"expression": tree, "value": values[0]})
    return cases


def fraction(rng):
    kind = rng.random()
    if kind < 0.2:
        return Fraction(rng.randint(-10, 10), rng.randint(1, 10))
    if kind < 0.6:
        return Fraction(rng.randint(-10**18, 10**18), rng.randint(1, 10**18))
    return Fraction(rng.randint(-10**40, 10**40), rng.randint(1, 10**20)) * Fraction(2) ** rng.randint(-1100, 1100)


def orders(rng):
    """Pairs of expressions with their order, many of them equal or nearly so."""
    cases = []
    while len(cases) < 3 * SINGLE_CASES:
        left = draw(rng, rng.randint(0, 3), ["sqrt", "exp", "ln", "cos"] if rng.random() < 0.5 else [])
        gap = rng.choice(["0", str(Fraction(1, 10 ** rng.randint(1, 30))), str(-Fraction(1, 10 ** rng.randint(1, 30)))])
        right = ["+", left, ["q", gap]]
        try:
            value = digits(left, 200)
        except (Unsuitable, ZeroDivisionError):
            continue
        if value != digits(left, 300):
            continue
        order = (Fraction(gap) < 0) - (Fraction(gap) > 0)
        cases.append({"left": left, "right": right, "order": order, "gap": gap})
    return cases


def bits(double):
    return f"{struct.unpack('<Q', struct.pack('<d', double))[0]:016x}"


def doubles(rng):
    """Fractions with the nearest double: Python divides whole numbers with one rounding, to even."""
    cases = []
    for _ in range(4 * SINGLE_CASES):
        value = fraction(rng)
        if rng.random() < 0.3:
            # Half way between two doubles, or next to it.
            below = abs(struct.unpack("<d", struct.pack("<Q", rng.getrandbits(62)))[0])
            value = (Fraction(below) + Fraction(math.nextafter(below, math.inf))) / 2
            value += rng.choice([0, 1, -1]) * Fraction(1, 2**1200)
        try:
            nearest = value.numerator / value.denominator
        except OverflowError:
            nearest = math.inf if value > 0 else -math.inf
        cases.append({"value": str(value), "nearest": bits(nearest)})
    return cases


def any_double(rng):
    if rng.random() < 0.3:
        return rng.choice([0.0, -0.0, 1.0, -1.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e200, 1e-200])
    return struct.unpack("<d", struct.pack("<Q", rng.getrandbits(64)))[0]


def ieee(rng):
    """Operations on doubles, which Python leaves to the processor; infinities included, NaN not."""
    cases = []
    while len(cases) < 4 * SINGLE_CASES:
        a, b = any_double(rng), any_double(rng)
        operation = rng.choice(["+", "-", "*", "/", "sqrt"])
        if math.isnan(a) or math.isnan(b) or (operation == "/" and b == 0) or (operation == "sqrt" and a < 0):
            continue
        result = {
            "+": lambda: a + b,
            "-": lambda: a - b,
            "*": lambda: a * b,
            "/": lambda: a / b,
            "sqrt": lambda: math.sqrt(a),
        }[operation]()
        if not math.isnan(result):
            cases.append({"operation": operation, "a": bits(a), "b": bits(b), "result": bits(result)})
    return cases


def functions_of_doubles(rng):
    """Functions of doubles to 30 digits, where the result is a normal double."""
    cases = []
    while len(cases) < 2 * SINGLE_CASES:
        name = rng.choice(["exp", "ln", "cos"])
        x = {"exp": rng.uniform(-700, 700), "ln": math.exp(rng.uniform(-700, 700)), "cos": rng.uniform(-1000, 1000)}[name]
        with mp.workdps(60):
            value = {"exp": mp.exp, "ln": mp.log, "cos": mp.cos}[name](mpf(x))
            cases.append({"function": name, "x": bits(x), "value": mp.nstr(value, 30, min_fixed=0, max_fixed=0)})
    return cases


def floor_to_bits(value, count):
    """The largest number of at most so many significant bits that is at most a fraction."""
    if value == 0:
        return value
    exponent = 0
    while abs(value) / Fraction(2) ** exponent >= Fraction(2) ** count:
        exponent += 1
    while abs(value) / Fraction(2) ** exponent < Fraction(2) ** (count - 1):
        exponent -= 1
    return math.floor(value / Fraction(2) ** exponent) * Fraction(2) ** exponent


def roundings(rng):
    cases = []
    for _ in range(SINGLE_CASES):
        value, count = fraction(rng), rng.choice([1, 2, 3, 8, 20, 53, 100])
        down, up = floor_to_bits(value, count), -floor_to_bits(-value, count)
        cases.append({"value": str(value), "bits": count, "down": str(down), "up": str(up)})
    return cases


def texts(rng):
    """Fractions as they may be written, with their reduced form; null where the text is none."""
    cases = []
    for _ in range(SINGLE_CASES):
        numerator, denominator = rng.randint(-10**30, 10**30), rng.randint(1, 10**15)
        factor = rng.randint(1, 1000)
        text = f"{numerator * factor}/{denominator * factor}"
        cases.append({"text": text, "reduced": str(Fraction(numerator, denominator))})
    wrong = ["", "-", "/", "1/", "/1", "1/-1", "--1", "1//2", "1/2/3", "1.5", "1e3", "+1", " 1", "1 ", "0x10", "1_0", "\u0661", "1/0", "0/0"]
    cases += [{"text": text, "reduced": None} for text in wrong]
    cases += [{"text": text, "reduced": reduced} for text, reduced in [("-0", "0"), ("007/014", "1/2"), ("0/5", "0")]]
    return cases


def write(name, content):
    Path(__file__).with_name(name).write_text(content, encoding="utf-8")


def main():
    # Results near the end of the range have hundreds of thousands of digits.
    sys.set_int_max_str_digits(0)
    rng = random.Random(20240229)
    cases = rational_cases(rng) + real_cases(rng)
    lines = ",\n".join(json.dumps(case) for case in cases)
    write("numeric.json", f"[\n{lines}\n]\n")
    kinds = [orders, doubles, ieee, functions_of_doubles, roundings, texts, extremes]
    sections = []
    for number, kind in enumerate(kinds):
        lines = ",\n".join(json.dumps(case) for case in kind(random.Random(number)))
        sections.append(f"{json.dumps(kind.__name__)}: [\n{lines}\n]")
    write("operations.json", "{\n" + ",\n".join(sections) + "\n}\n")


if __name__ == "__main__":
    main()
