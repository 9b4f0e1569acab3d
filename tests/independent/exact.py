"""Numbers of the independent judge: exact fractions as long as possible, mpmath floats of many bits where not, and jets that
carry a value with its first and second derivatives."""

from fractions import Fraction
from math import isqrt

import mpmath

BITS = 1600
# Two irrational numbers that agree to so many bits, relatively, are tied: more bits would not tell them apart.
TIE_BITS = 900
mpmath.mp.prec = BITS


class Undefined(Exception):
    """Mathematics gives no value."""


class Unknown(Exception):
    """There is a value, but this program cannot tell which."""


class Skip(Exception):
    """The interpreter does not know the construct."""


def mpf(x):
    if isinstance(x, Fraction):
        return mpmath.mpf(x.numerator) / x.denominator
    return x


class Jet:
    """A value with its gradient and Hessian by the point."""

    __slots__ = ("value", "slope", "bend")

    def __init__(self, value, slope, bend):
        self.value, self.slope, self.bend = value, slope, bend

    @staticmethod
    def variable(value, k, width):
        zero = Fraction(0)
        slope = [Fraction(int(i == k)) for i in range(width)]
        return Jet(value, slope, [[zero] * width for _ in range(width)])

    def through(self, value, first, second):
        """The chain rule for a function of one argument."""
        width = range(len(self.slope))
        slope = [mul(first, s) for s in self.slope]
        bend = [
            [add(mul(first, self.bend[i][j]), mul(second, mul(self.slope[i], self.slope[j]))) for j in width]
            for i in width
        ]
        return Jet(value, slope, bend)


def lifted(x, like):
    width = len(like.slope)
    zero = Fraction(0)
    return x if isinstance(x, Jet) else Jet(x, [zero] * width, [[zero] * width for _ in range(width)])


def pair(a, b):
    if isinstance(a, Jet):
        return a, lifted(b, a)
    return lifted(a, b), b


def add(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        return Jet(
            add(a.value, b.value),
            [add(x, y) for x, y in zip(a.slope, b.slope)],
            [[add(x, y) for x, y in zip(r, s)] for r, s in zip(a.bend, b.bend)],
        )
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    if isinstance(a, float) or isinstance(b, float):
        return float(a) + float(b)
    return mpf(a) + mpf(b)


def negate(a):
    if isinstance(a, Jet):
        return a.through(negate(a.value), Fraction(-1), Fraction(0))
    return -a


def sub(a, b):
    return add(a, negate(b))


def mul(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        width = range(len(a.slope))
        bend = [
            [
                add(
                    add(mul(a.value, b.bend[i][j]), mul(b.value, a.bend[i][j])),
                    add(mul(a.slope[i], b.slope[j]), mul(a.slope[j], b.slope[i])),
                )
                for j in width
            ]
            for i in width
        ]
        slope = [add(mul(a.value, y), mul(b.value, x)) for x, y in zip(a.slope, b.slope)]
        return Jet(mul(a.value, b.value), slope, bend)
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, float) or isinstance(b, float):
        return float(a) * float(b)
    return mpf(a) * mpf(b)


def div(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        inverse = div(Fraction(1), b.value)
        square = mul(inverse, inverse)
        return mul(a, b.through(inverse, negate(square), mul(Fraction(2), mul(square, inverse))))
    if sign(b) == 0:
        raise Undefined("division by zero")
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a / b
    if isinstance(a, float) or isinstance(b, float):
        return float(a) / float(b)
    return mpf(a) / mpf(b)


def sign(a):
    """-1, 0 or 1; unknown where a float is too near zero to tell."""
    if isinstance(a, Jet):
        a = a.value
    if isinstance(a, (Fraction, float)):
        return (a > 0) - (a < 0)
    if a == 0:
        raise Unknown("a float that is zero")
    return 1 if a > 0 else -1


def compare(a, b, scale=None):
    """-1, 0 or 1; unknown where both agree to TIE_BITS, relatively to the larger or to `scale`."""
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        return compare(a.value, b.value)
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return (a > b) - (a < b)
    a, b = mpf(a), mpf(b)
    size = max(abs(a), abs(b), mpf(scale) if scale is not None else 0)
    if abs(a - b) <= size * mpmath.ldexp(1, -TIE_BITS):
        raise Unknown("a tie")
    return 1 if a > b else -1


def absolute(a):
    if isinstance(a, Jet):
        return a if compare_or(a.value, Fraction(0), 1) >= 0 else negate(a)
    return abs(a)


def compare_or(a, b, tie):
    try:
        return compare(a, b)
    except Unknown:
        return tie


def larger(a, b):
    return a if compare_or(a, b, 1) >= 0 else b


def smaller(a, b):
    return b if compare_or(a, b, -1) > 0 else a


def sqrt(a):
    if isinstance(a, Jet):
        root = sqrt(a.value)
        first = div(Fraction(1, 2), root)
        return a.through(root, first, negate(div(first, mul(Fraction(2), a.value))))
    if isinstance(a, Fraction):
        if a < 0:
            raise Undefined("the root of a negative number")
        p, q = isqrt(a.numerator), isqrt(a.denominator)
        if p * p == a.numerator and q * q == a.denominator:
            return Fraction(p, q)
    elif a < 0:
        raise Unknown("a root near zero")
    return mpmath.sqrt(mpf(a))


def exp(a):
    if isinstance(a, Jet):
        value = exp(a.value)
        return a.through(value, value, value)
    if isinstance(a, Fraction) and a == 0:
        return Fraction(1)
    return mpmath.exp(mpf(a))


def log(a):
    if isinstance(a, Jet):
        first = div(Fraction(1), a.value)
        return a.through(log(a.value), first, negate(mul(first, first)))
    if isinstance(a, Fraction):
        if a <= 0:
            raise Undefined("the logarithm of what is not positive")
        if a == 1:
            return Fraction(0)
    elif a <= 0:
        raise Unknown("a logarithm near zero")
    return mpmath.log(mpf(a))


def cos(a):
    if isinstance(a, Jet):
        value = cos(a.value)
        return a.through(value, negate(mpmath.sin(mpf(a.value))), negate(value))
    if isinstance(a, Fraction) and a == 0:
        return Fraction(1)
    return mpmath.cos(mpf(a))


def floor(a):
    if isinstance(a, Fraction):
        return Fraction(a.numerator // a.denominator)
    near = mpmath.nint(a)
    if abs(a - near) < mpmath.ldexp(max(abs(a), 1), -TIE_BITS):
        raise Unknown("rounding what may be a whole number")
    return Fraction(int(mpmath.floor(a)))


def whole(a):
    """A whole number as an int."""
    if not isinstance(a, Fraction) or a.denominator != 1:
        raise Undefined("an index that is no whole number")
    return int(a)


def power(a, b):
    if isinstance(b, Fraction) and b.denominator == 1:
        n = int(b)
        if abs(n) > 100_000:
            raise Skip("a huge power")
        if isinstance(a, Jet):
            result = lifted(Fraction(1), a)
            for _ in range(abs(n)):
                result = mul(result, a)
            return div(Fraction(1), result) if n < 0 else result
        if n < 0 and sign(a) == 0:
            raise Undefined("a negative power of zero")
        if not isinstance(a, Fraction):
            return mpf(a) ** n
        if max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(n) > 10_000_000:
            return mpf(a) ** n
        return a**n
    if isinstance(b, Fraction) and b.denominator in (2, 4, 8, 16, 32, 64, 128, 256):
        root = a
        for _ in range(b.denominator.bit_length() - 1):
            root = sqrt(root)
        return power(root, Fraction(b.numerator))
    if isinstance(a, Fraction) and a <= 0:
        raise Undefined("a power of what is not positive")
    return exp(mul(b, log(a)))


def near(a):
    """A double."""
    if isinstance(a, Fraction):
        try:
            return a.numerator / a.denominator
        except OverflowError:
            return float(mpf(a))
    return float(a)
