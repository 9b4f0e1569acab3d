"""Numbers of the independent judge: exact fractions as long as possible, intervals that certainly contain the value where not,
doubles for claims about bits, and jets that carry a value with its first and second derivatives."""

import math
from fractions import Fraction
from math import isqrt

from mpmath.libmp import from_int, fzero, mpf_cmp, mpf_floor, mpf_neg, to_float, to_int, to_rational
from mpmath.libmp import libmpi as mpi

PRECISION = 400
# Fractions with more bits above or below the line are enclosed: exact runs may double their length with every step.
LONGEST = 20_000


def set_precision(bits):
    """How many bits the ends of intervals have from now on."""
    global PRECISION
    PRECISION = bits


class Undefined(Exception):
    """Mathematics gives no value."""


class Unknown(Exception):
    """There is a value, but the intervals are too wide to tell what is needed of it."""


class Skip(Exception):
    """The interpreter does not know the construct."""


class Interval:
    """All numbers between two ends, both of them included."""

    __slots__ = ("ends",)

    def __init__(self, ends):
        self.ends = ends

    @property
    def low(self):
        return self.ends[0]

    @property
    def high(self):
        return self.ends[1]

    def __float__(self):
        return to_float(mpi.mpi_mid(self.ends, 60))

    def __repr__(self):
        return f"about {float(self)!r}"

    def middle(self):
        """A fraction inside."""
        return Fraction(*to_rational(mpi.mpi_mid(self.ends, PRECISION)))


def interval(x):
    if isinstance(x, Interval):
        return x
    if isinstance(x, Fraction):
        top = from_int(x.numerator)
        if x.denominator == 1 and abs(x.numerator).bit_length() <= PRECISION:
            return Interval((top, top))
        below = from_int(x.denominator)
        return Interval(mpi.mpi_div((top, top), (below, below), PRECISION))
    raise Skip("a double among intervals")


def upper(x):
    """A fraction that is no smaller."""
    return Fraction(*to_rational(interval(x).high))


def around(middle, radius):
    """The interval of a fraction and a radius, which may be an interval itself."""
    size = interval(radius)
    both = Interval((mpf_neg(size.high), size.high))
    return add(interval(middle), both)


def hull(a, b):
    """The smallest that contains both."""
    if isinstance(a, Jet) or isinstance(b, Jet):
        return entry_by_entry(hull, *pair(a, b))
    if isinstance(a, Fraction) and isinstance(b, Fraction) and a == b:
        return a
    a, b = interval(a), interval(b)
    low = a.low if mpf_cmp(a.low, b.low) <= 0 else b.low
    high = a.high if mpf_cmp(a.high, b.high) >= 0 else b.high
    return Interval((low, high))


def hulls(values):
    values = iter(values)
    result = next(values)
    for value in values:
        result = hull(result, value)
    return result


class Jet:
    """A value with its gradient and Hessian by the point; the Hessian is None where it is not asked for."""

    __slots__ = ("value", "slope", "bend")

    def __init__(self, value, slope, bend):
        self.value, self.slope, self.bend = value, slope, bend

    @staticmethod
    def variable(value, k, width, second):
        slope = [Fraction(int(i == k)) for i in range(width)]
        return Jet(value, slope, flat(width) if second else None)

    def through(self, value, first, second):
        """The chain rule for a function of one argument."""
        width = range(len(self.slope))
        slope = [mul(first, s) for s in self.slope]
        if self.bend is None:
            return Jet(value, slope, None)
        bend = [
            [add(mul(first, self.bend[i][j]), mul(second, mul(self.slope[i], self.slope[j]))) for j in width]
            for i in width
        ]
        return Jet(value, slope, bend)


def flat(width):
    return [[Fraction(0)] * width for _ in range(width)]


def variables(point, second=False):
    """The jets of a point's components, with second derivatives or without."""
    return tuple(Jet.variable(x, i, len(point), second) for i, x in enumerate(point))


def lifted(x, like):
    width = len(like.slope)
    return x if isinstance(x, Jet) else Jet(x, [Fraction(0)] * width, None if like.bend is None else flat(width))


def entry_by_entry(f, a, b):
    """A function that acts on values, slopes and bends alike, where there are bends."""
    bend = a.bend and [[f(x, y) for x, y in zip(r, s)] for r, s in zip(a.bend, b.bend)]
    return Jet(f(a.value, b.value), [f(x, y) for x, y in zip(a.slope, b.slope)], bend)


def pair(a, b):
    if isinstance(a, Jet):
        return a, lifted(b, a)
    return lifted(a, b), b


def bounded(x):
    """A fraction as it is unless it is very long."""
    long = max(x.numerator.bit_length(), x.denominator.bit_length()) > LONGEST
    return interval(x) if long else x


def plain(x):
    """The value without its derivatives."""
    return x.value if isinstance(x, Jet) else x


def is_zero(x):
    return isinstance(x, Fraction) and x == 0


def are_doubles(a, b):
    return isinstance(a, float) or isinstance(b, float)


def add(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        return entry_by_entry(add, *pair(a, b))
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(a + b)
    if are_doubles(a, b):
        return as_double(a) + as_double(b)
    if is_zero(a) or is_zero(b):
        return b if is_zero(a) else a
    return Interval(mpi.mpi_add(interval(a).ends, interval(b).ends, PRECISION))


def negate(a):
    if isinstance(a, Jet):
        return a.through(negate(a.value), Fraction(-1), Fraction(0))
    if isinstance(a, Interval):
        return Interval((mpf_neg(a.high), mpf_neg(a.low)))
    return -a


def sub(a, b):
    return add(a, negate(b))


def mul(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        width = range(len(a.slope))
        bend = None if a.bend is None else [
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
        return bounded(a * b)
    if are_doubles(a, b):
        return as_double(a) * as_double(b)
    if is_zero(a) or is_zero(b):
        return Fraction(0)
    if a is b:
        return Interval(mpi.mpi_square(a.ends, PRECISION))
    return Interval(mpi.mpi_mul(interval(a).ends, interval(b).ends, PRECISION))


def div(a, b):
    if isinstance(a, Jet) or isinstance(b, Jet):
        a, b = pair(a, b)
        inverse = div(Fraction(1), b.value)
        square = mul(inverse, inverse)
        return mul(a, b.through(inverse, negate(square), mul(Fraction(2), mul(square, inverse))))
    if sign(b) == 0:
        if are_doubles(a, b):
            raise Skip("a double divided by zero")
        raise Undefined("division by zero")
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return bounded(a / b)
    if are_doubles(a, b):
        return as_double(a) / as_double(b)
    if is_zero(a):
        return a
    return Interval(mpi.mpi_div(interval(a).ends, interval(b).ends, PRECISION))


def sign(a):
    """-1, 0 or 1; unknown where an interval contains zero."""
    a = plain(a)
    if isinstance(a, (Fraction, float)):
        return (a > 0) - (a < 0)
    if mpf_cmp(a.low, fzero) > 0:
        return 1
    if mpf_cmp(a.high, fzero) < 0:
        return -1
    raise Unknown("a sign")


def compare(a, b):
    """-1, 0 or 1; unknown where intervals have numbers in common."""
    a, b = plain(a), plain(b)
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return (a > b) - (a < b)
    if are_doubles(a, b):
        a, b = as_double(a), as_double(b)
        return (a > b) - (a < b)
    a, b = interval(a), interval(b)
    if mpf_cmp(a.high, b.low) < 0:
        return -1
    if mpf_cmp(a.low, b.high) > 0:
        return 1
    raise Unknown("a tie")


def are_close(a, b):
    """Whether two numbers that cannot be told apart are known to a quarter of the bits, measured by themselves or by 1."""
    both = hull(plain(a), plain(b))
    size = max(abs(Fraction(*to_rational(end))) for end in both.ends)
    width = Fraction(*to_rational(both.high)) - Fraction(*to_rational(both.low))
    return width * 2 ** (PRECISION // 4) <= max(size, 1)


def possible(a, b):
    """The orders that `a` and `b` may have."""
    try:
        return {compare(a, b)}
    except Unknown:
        return {-1, 0, 1}


def absolute(a):
    if isinstance(a, Interval):
        return Interval(mpi.mpi_abs(a.ends, PRECISION))
    if not isinstance(a, Jet):
        return abs(a)
    orders = possible(a.value, Fraction(0))
    if orders == {0}:
        raise Undefined("a kink has no derivative")
    return hulls(a if order > 0 else negate(a) for order in orders if order)


def extreme(a, b, order):
    """The larger one of two numbers for the order 1, the smaller one for -1."""
    orders = possible(a, b)
    if len(orders) > 1 and not isinstance(a, Jet) and not isinstance(b, Jet):
        a, b = interval(a), interval(b)
        lows = a.low if mpf_cmp(a.low, b.low) * order >= 0 else b.low
        highs = a.high if mpf_cmp(a.high, b.high) * order >= 0 else b.high
        return Interval((lows, highs))
    return hulls(a if found in (order, 0) else b for found in orders)


def larger(a, b):
    return extreme(a, b, 1)


def smaller(a, b):
    return extreme(a, b, -1)


def sqrt(a):
    if isinstance(a, Jet):
        root = sqrt(a.value)
        first = div(Fraction(1, 2), root)
        return a.through(root, first, negate(div(first, mul(Fraction(2), a.value))))
    if isinstance(a, float):
        if a < 0:
            raise Undefined("the root of a negative number")
        return math.sqrt(a)
    if isinstance(a, Fraction):
        if a < 0:
            raise Undefined("the root of a negative number")
        p, q = isqrt(a.numerator), isqrt(a.denominator)
        if p * p == a.numerator and q * q == a.denominator:
            return Fraction(p, q)
    a = interval(a)
    if mpf_cmp(a.high, fzero) < 0:
        raise Undefined("the root of a negative number")
    if mpf_cmp(a.low, fzero) < 0:
        raise Unknown("a root near zero")
    return Interval(mpi.mpi_sqrt(a.ends, PRECISION))


def exp(a):
    if isinstance(a, Jet):
        value = exp(a.value)
        return a.through(value, value, value)
    if is_zero(a):
        return Fraction(1)
    return Interval(mpi.mpi_exp(interval(a).ends, PRECISION))


def log(a):
    if isinstance(a, Jet):
        first = div(Fraction(1), a.value)
        return a.through(log(a.value), first, negate(mul(first, first)))
    if isinstance(a, Fraction):
        if a <= 0:
            raise Undefined("the logarithm of what is not positive")
        if a == 1:
            return Fraction(0)
    a = interval(a)
    if mpf_cmp(a.high, fzero) < 0:
        raise Undefined("the logarithm of a negative number")
    if mpf_cmp(a.low, fzero) <= 0:
        raise Unknown("a logarithm near zero")
    return Interval(mpi.mpi_log(a.ends, PRECISION))


def cos(a):
    if isinstance(a, Jet):
        value = cos(a.value)
        return a.through(value, negate(sin(a.value)), negate(value))
    return Fraction(1) if is_zero(a) else Interval(mpi.mpi_cos(interval(a).ends, PRECISION))


def sin(a):
    return a if is_zero(a) else Interval(mpi.mpi_sin(interval(a).ends, PRECISION))


def pi():
    return Interval(mpi.mpi_pi(PRECISION))


def floor(a):
    if isinstance(a, Fraction):
        return Fraction(a.numerator // a.denominator)
    a = interval(a)
    low, high = mpf_floor(a.low, 0), mpf_floor(a.high, 0)
    if low != high:
        raise Unknown("rounding what may be a whole number")
    return Fraction(to_int(low))


def whole(a):
    """A whole number as an int."""
    if isinstance(a, float) and a.is_integer():
        return int(a)
    if isinstance(a, Interval):
        raise Unknown("an index")
    if not isinstance(a, Fraction) or a.denominator != 1:
        raise Undefined("an index that is no whole number")
    return int(a)


def power(a, b):
    if are_doubles(a, b):
        # Up to the cube there is one way to multiply.
        if b in (1, 2, 3):
            return math.prod([as_double(a)] * (int(b) - 1), start=as_double(a))
        return as_double(power(Fraction(a), Fraction(b)))
    if isinstance(b, Fraction) and b.denominator == 1:
        return whole_power(a, int(b))
    if isinstance(b, Fraction) and b.denominator in (2, 4, 8, 16, 32, 64, 128, 256):
        root = a
        for _ in range(b.denominator.bit_length() - 1):
            root = sqrt(root)
        return power(root, Fraction(b.numerator))
    if isinstance(a, Fraction) and a <= 0:
        raise Undefined("a power of what is not positive")
    return exp(mul(b, log(a)))


def whole_power(a, exponent):
    if abs(exponent) > 100_000:
        raise Skip("a huge power")
    if exponent == 0 and not isinstance(a, Jet):
        return Fraction(1)
    if isinstance(a, Jet):
        result = lifted(Fraction(1), a)
        for _ in range(abs(exponent)):
            result = mul(result, a)
        return div(Fraction(1), result) if exponent < 0 else result
    if exponent < 0 and sign(a) == 0:
        raise Undefined("a negative power of zero")
    short = isinstance(a, Fraction) and (
        max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(exponent) <= LONGEST
    )
    if short:
        return a**exponent
    return Interval(mpi.mpi_pow_int(interval(a).ends, exponent, PRECISION))


def as_double(x):
    """A double. What is not one already would depend on the order of the roundings, which is not ours to know."""
    if isinstance(x, float):
        return x
    if not isinstance(x, Fraction):
        raise Skip("the bits of what is irrational")
    found = x.numerator / x.denominator
    if not math.isfinite(found) or Fraction(found) != x:
        raise Skip("the bits of what is rounded on the way")
    return found

