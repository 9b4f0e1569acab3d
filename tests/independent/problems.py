"""Objectives from the recipes of a case. Only values are written down here; derivatives come from jets."""

from fractions import Fraction

import mpmath

import exact as n
from envelopes import Envelope
from exact import Skip, Undefined, add, div, mul, negate, sub

ONE, ZERO, HALF = Fraction(1), Fraction(0), Fraction(1, 2)


def total(values):
    result = ZERO
    for value in values:
        result = add(result, value)
    return result


def dot(u, v):
    return total(mul(a, b) for a, b in zip(u, v))


def square(x):
    return mul(x, x)


def softplus(m):
    rest = n.log(add(ONE, n.exp(negate(n.absolute(m)))))
    return add(n.larger(m, ZERO), rest)


def inside(z, tau):
    return n.compare_or(n.absolute(z), tau, -1) <= 0


def huber(k, tau, z):
    if inside(z, tau):
        return mul(mul(k, HALF), square(z))
    return mul(mul(k, tau), sub(n.absolute(z), mul(HALF, tau)))


def double_well(k, tau, z):
    if inside(z, mul(HALF, tau)):
        return mul(mul(k, HALF), sub(mul(HALF, square(tau)), square(z)))
    return mul(mul(k, HALF), square(sub(n.absolute(z), tau)))


PROFILES = {
    "quadratic": lambda k, tau, z: mul(mul(k, HALF), square(z)),
    "saddle": lambda k, tau, z: mul(mul(k, HALF), square(z)),
    "ridge": lambda k, tau, z: mul(mul(k, HALF), square(z)),
    "ridge-logistic": lambda k, tau, z: mul(mul(k, HALF), square(z)),
    "huber": huber,
    "pseudo-huber": lambda k, tau, z: mul(mul(k, tau), n.sqrt(add(square(tau), square(z)))),
    "bump": lambda k, tau, z: div(mul(mul(mul(k, HALF), square(tau)), square(z)), add(square(tau), square(z))),
    "double-well": double_well,
    "quartic": lambda k, tau, z: mul(k, square(square(z))),
    "three-halves": lambda k, tau, z: mul(k, n.power(n.absolute(z), Fraction(3, 2))),
    "linear": lambda k, tau, z: mul(k, z),
}
# The largest third derivative for k = tau = 1, rounded up; the program's own constants, since M is given by them.
THIRD = {
    "quadratic": ZERO, "saddle": ZERO, "linear": ZERO, "pseudo-huber": Fraction(8587, 10000), "bump": Fraction(2335, 1000),
}
SAMPLED = {"least-squares", "ridge", "logistic", "ridge-logistic"}
LOGISTIC = {"logistic", "ridge-logistic"}


class Recipe:
    """`R(w) = scale f(S Q (w - c))`."""

    def __init__(self, spec, curvature=None, threshold=None):
        self.family = spec["family"]
        self.envelope = Envelope(spec["envelope"]) if self.family == "envelope" else None
        if self.family not in PROFILES and self.family not in SAMPLED and self.envelope is None:
            raise Skip(f"the family {self.family}")
        if "data" in spec:
            raise Skip("a data set")
        read = lambda c, key, default: Fraction(c.get(key, default))
        self.scale = Fraction(spec.get("scale", 1))
        axes = spec["coordinates"]
        self.width = len(axes)
        self.curvatures = [read(c, "curvature", 1) if curvature is None else curvature for c in axes]
        self.thresholds = [read(c, "threshold", 1) if threshold is None else threshold for c in axes]
        self.given_curvature = curvature
        self.centres = [read(c, "centre", 0) for c in axes]
        self.stretches = [read(c, "stretch", 1) for c in axes]
        self.axis = [read(c, "axis", 0) for c in axes]
        self.samples = [
            ([Fraction(x) for x in s["features"]], Fraction(s["target"])) for s in spec.get("samples", [])
        ]
        self.inexact = bool(self.samples)

    @property
    def count(self):
        return len(self.samples)

    def reflected(self, u):
        size = dot(self.axis, self.axis)
        if size == 0:
            return list(u)
        share = div(mul(Fraction(2), dot(self.axis, u)), size)
        return [sub(x, mul(share, a)) for x, a in zip(u, self.axis)]

    def argument(self, w):
        turned = self.reflected([sub(x, c) for x, c in zip(w, self.centres)])
        return [mul(s, x) for s, x in zip(self.stretches, turned)]

    def profile(self, z):
        part = PROFILES[self.family]
        return total(part(k, tau, x) for k, tau, x in zip(self.curvatures, self.thresholds, z) if not is_zero(k))

    def loss(self, number, z):
        features, target = self.samples[number]
        prediction = dot(features, z)
        if self.family in LOGISTIC:
            value = softplus(negate(mul(target, prediction)))
        else:
            value = mul(HALF, square(sub(prediction, target)))
        if self.family == "ridge":
            value = add(value, div(self.profile(z), Fraction(self.count)))
        if self.family == "ridge-logistic":
            value = add(value, self.profile(z))
        return value

    def value(self, w, numbers=None):
        """`R(w)`; with a list of sample numbers (from 1) the mean of their losses."""
        if len(w) != self.width:
            raise Undefined("another dimension")
        z = self.argument(w)
        if self.envelope is not None:
            if numbers is not None:
                raise Undefined("no samples")
            return mul(self.scale, self.envelope.value(z))
        if not self.samples:
            if numbers is not None:
                raise Undefined("no samples")
            return mul(self.scale, self.profile(z))
        numbers = range(1, self.count + 1) if numbers is None else numbers
        if any(not 1 <= number <= self.count for number in numbers):
            raise Undefined("no such sample")
        losses = [self.loss(number - 1, z) for number in numbers]
        return mul(self.scale, div(total(losses), Fraction(len(losses))))

    def features(self, number):
        if not 1 <= number <= self.count:
            raise Undefined("no such sample")
        return tuple(self.reflected([mul(s, x) for s, x in zip(self.stretches, self.samples[number - 1][0])]))

    def target(self, number):
        row = self.features(number)
        target = self.samples[number - 1][1]
        return target if self.family in LOGISTIC else add(target, dot(row, self.centres))

    def hessian_bound(self):
        """The matrix whose largest eigenvalue is L, over `w`."""
        weight = div(self.scale, Fraction(self.count * (4 if self.family in LOGISTIC else 1)))
        rows = [self.features(number) for number in range(1, self.count + 1)]
        matrix = [[total(mul(r[i], r[j]) for r in rows) for j in range(self.width)] for i in range(self.width)]
        matrix = [[mul(weight, x) for x in row] for row in matrix]
        if self.family in ("ridge", "ridge-logistic"):
            share = div(self.scale, Fraction(self.count if self.family == "ridge" else 1))
            for i in range(self.width):
                unit = self.reflected([Fraction(int(i == j)) for j in range(self.width)])
                for j in range(self.width):
                    other = self.reflected([Fraction(int(j == m)) for m in range(self.width)])
                    penalty = total(
                        mul(mul(k, square(s)), mul(a, b))
                        for k, s, a, b in zip(self.curvatures, self.stretches, unit, other)
                    )
                    matrix[i][j] = add(matrix[i][j], mul(share, penalty))
        return matrix

    def constant(self, name):
        if self.given_curvature is not None and name in ("L", "alpha"):
            return self.given_curvature
        if self.envelope is not None:
            low, high = self.envelope.curvatures()
            if name == "L":
                return max(abs(low), abs(high)) * self.scale or ONE
            if name == "alpha":
                return low * self.scale
            raise Skip(f"the constant {name}")
        bends = [abs(self.scale * k * s * s) for k, s in zip(self.curvatures, self.stretches)]
        if name == "L":
            if self.samples:
                found = largest_eigenvalue(self.hessian_bound())
            else:
                found = ZERO if self.family == "linear" else max(bends)
            return ONE if is_zero(found) else found
        if name == "alpha":
            if self.family == "ridge-logistic" or not self.samples:
                return min(bends)
            return smallest_eigenvalue(self.hessian_bound())
        if name == "M" and self.family in THIRD:
            rises = zip(self.curvatures, self.stretches, self.thresholds)
            return max(abs(self.scale * k * s**3) * THIRD[self.family] / tau for k, s, tau in rises)
        raise Skip(f"the constant {name}")

    def minimiser(self, start=None):
        """The minimiser nearest to `start`, or to the centre."""
        start = list(self.centres if start is None else start)
        if self.envelope is not None:
            if self.envelope.lowest_at_the_centre():
                return tuple(self.centres)
            raise Skip("the minimisers of an envelope")
        if self.family in ("least-squares", "ridge"):
            return nearest_solution(self.hessian_bound(), self.right_hand_side(), start)
        if self.family == "ridge-logistic":
            return newton(self)
        if self.samples or self.family in ("linear",):
            raise Undefined("no minimiser")
        turned = self.reflected([sub(x, c) for x, c in zip(start, self.centres)])
        before = list(turned)
        for i, k in enumerate(self.curvatures):
            if is_zero(k):
                continue
            turned[i] = ZERO
            if self.family == "double-well":
                well = div(self.thresholds[i], self.stretches[i])
                turned[i] = negate(well) if n.compare_or(before[i], ZERO, 1) < 0 else well
        back = self.reflected(turned)
        return tuple(add(x, c) for x, c in zip(back, self.centres))

    def right_hand_side(self):
        """`b` of the normal equations `H w = b`."""
        zero = tuple(n.Jet.variable(ZERO, i, self.width) for i in range(self.width))
        return [negate(x) for x in self.value(zero).slope]


def is_zero(x):
    return isinstance(x, Fraction) and x == 0


def largest_eigenvalue(matrix):
    return max(eigenvalues(matrix))


def smallest_eigenvalue(matrix):
    return min(eigenvalues(matrix))


def eigenvalues(matrix):
    """Of a symmetric matrix; exact where it is diagonal."""
    width = len(matrix)
    if all(is_zero(matrix[i][j]) for i in range(width) for j in range(width) if i != j):
        return [matrix[i][i] for i in range(width)]
    found = mpmath.eigsy(mpmath.matrix([[n.mpf(x) for x in row] for row in matrix]), eigvals_only=True)
    return list(found)


def solve(matrix, right):
    """One solution of `matrix x = right`, free variables 0; None where there is none."""
    width = len(right)
    rows = [list(row) + [b] for row, b in zip(matrix, right)]
    pivots = []
    for column in range(width):
        place = next((r for r in range(len(pivots), width) if not is_zero(rows[r][column])), None)
        if place is None:
            continue
        top = len(pivots)
        rows[top], rows[place] = rows[place], rows[top]
        head = rows[top][column]
        rows[top] = [div(x, head) for x in rows[top]]
        for r in range(width):
            if r != top and not is_zero(rows[r][column]):
                factor = rows[r][column]
                rows[r] = [sub(x, mul(factor, y)) for x, y in zip(rows[r], rows[top])]
        pivots.append(column)
    if any(not is_zero(rows[r][width]) for r in range(len(pivots), width)):
        return None, len(pivots)
    x = [ZERO] * width
    for r, column in enumerate(pivots):
        x[column] = rows[r][width]
    return x, len(pivots)


def nearest_solution(matrix, right, start):
    """The solution of `H w = b` nearest to `start`: `start - H y` with `H H y = H start - b`."""
    away = [sub(dot(row, start), b) for row, b in zip(matrix, right)]
    twice = [[dot(row, column) for column in zip(*matrix)] for row in matrix]
    y, _ = solve(twice, away)
    if y is None:
        raise Undefined("no minimiser")
    return tuple(sub(s, dot(row, y)) for s, row in zip(start, matrix))


def newton(objective):
    w = list(objective.centres)
    for _ in range(200):
        jet = objective.value(tuple(n.Jet.variable(x, i, len(w)) for i, x in enumerate(w)))
        if all(is_zero(x) or abs(n.mpf(x)) < mpmath.ldexp(1, -n.BITS + 40) for x in jet.slope):
            return tuple(w)
        matrix = mpmath.matrix([[n.mpf(x) for x in row] for row in jet.bend])
        step = mpmath.lu_solve(matrix, mpmath.matrix([n.mpf(x) for x in jet.slope]))
        w = [sub(x, s) for x, s in zip(w, step)]
    raise Skip("Newton's method did not arrive")
