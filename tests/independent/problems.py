"""Objectives from the recipes of a case. Only values are written down here; derivatives come from jets."""

from fractions import Fraction

import mpmath

import exact as n
import pieces
from envelopes import Envelope
from exact import Skip, Undefined, add, div, is_zero, mul, negate, sub
from linear import (
    ONE, ZERO, added, as_fraction, as_mpf, dot, eigenvalues, nearest_solution, outer, projected, rank_of, square, total,
    zeros,
)

HALF = Fraction(1, 2)


def softplus(m):
    if isinstance(m, n.Jet):
        return n.log(add(ONE, n.exp(m)))
    rest = n.log(add(ONE, n.exp(negate(n.absolute(m)))))
    return add(n.larger(m, ZERO), rest)


def either(z, bound, inside, outside):
    """One value where `|z| <= bound`, another one beyond; the hull of both where that is open."""
    orders = n.possible(n.absolute(n.plain(z)), bound)
    found = [inside] if orders & {-1, 0} else []
    return n.hulls(part(z) for part in found + ([outside] if 1 in orders else []))


def huber(k, tau, z):
    straight = lambda z: mul(mul(k, tau), sub(n.absolute(z), mul(tau, HALF)))
    return either(z, tau, lambda z: parabola(k, tau, z), straight)


def double_well(k, tau, z):
    top = lambda z: mul(mul(k, HALF), sub(mul(HALF, square(tau)), square(z)))
    return either(z, mul(tau, HALF), top, lambda z: mul(mul(k, HALF), square(sub(n.absolute(z), tau))))


def parabola(k, tau, z):
    return mul(mul(k, HALF), square(z))


FORMULAS = {
    "quadratic": parabola,
    "saddle": parabola,
    "ridge": parabola,
    "ridge-logistic": parabola,
    "huber": huber,
    "pseudo-huber": lambda k, tau, z: mul(mul(k, tau), n.sqrt(add(square(tau), square(z)))),
    "bump": lambda k, tau, z: div(mul(mul(mul(k, HALF), square(tau)), square(z)), add(square(tau), square(z))),
    "double-well": double_well,
    "quartic": lambda k, tau, z: mul(k, square(square(z))),
    "three-halves": lambda k, tau, z: three_halves(k, z),
    "linear": lambda k, tau, z: mul(k, z),
}
# The second derivative's bounds for k = 1; None where there is none above.
CURVATURES = {
    "quadratic": (1, 1), "saddle": (1, 1), "ridge": (1, 1), "ridge-logistic": (1, 1), "huber": (0, 1), "pseudo-huber": (0, 1),
    "bump": (Fraction(-1, 4), 1), "double-well": (-1, 1), "quartic": (0, None), "three-halves": (0, None), "linear": (0, 0),
}
# The largest third derivative for k = tau = 1, rounded up; the program's own constants, since M is given by them.
THIRD = {
    "quadratic": ZERO, "saddle": ZERO, "linear": ZERO, "ridge": ZERO, "least-squares": ZERO,
    "pseudo-huber": Fraction(8587, 10000), "bump": Fraction(2335, 1000),
}
LOGISTIC_THIRD = Fraction(9623, 100000)
KINKED = {"piecewise-quadratic", "nonconvex-piecewise-quadratic"}
RAMPED = {"piecewise-cubic", "nonconvex-piecewise-cubic"}
SAMPLED = {"least-squares", "ridge", "logistic", "ridge-logistic"}
LOGISTIC = {"logistic", "ridge-logistic"}
STRICTLY_CONVEX = {"quadratic", "pseudo-huber", "quartic", "three-halves"}


def three_halves(k, z):
    if isinstance(z, n.Jet) and is_zero(z.value):
        # The derivative of |z|^(3/2) at 0 is 0; the second one has no value there, and no claim asks for it.
        return n.lifted(ZERO, z)
    return mul(k, n.power(n.absolute(z), Fraction(3, 2)))


def objective_of(spec, curvature=None, threshold=None):
    if "data" in spec:
        raise Skip("a data set")
    kind = {"along": Along, "mean": Mean}.get(spec["family"], Recipe)
    return kind(spec, curvature, threshold)


class Profile:
    """The function of one coordinate."""

    def __init__(self, family, coordinate, curvature, threshold):
        read = lambda key, default: Fraction(coordinate.get(key, default))
        self.family = family
        self.curvature = read("curvature", 1) if curvature is None else curvature
        self.threshold = read("threshold", 1) if threshold is None else threshold
        bends = [(Fraction(bend["at"]), Fraction(bend["curvature"])) for bend in coordinate.get("bends", [])]
        self.pieces = None
        if family in KINKED:
            self.pieces = pieces.of_kinks(self.curvature, bends)
        elif family in RAMPED:
            self.pieces = pieces.of_ramps(bends)

    def value(self, z):
        if self.pieces is not None:
            return self.pieces.value(z)
        if is_zero(self.curvature):
            return ZERO
        return FORMULAS[self.family](self.curvature, self.threshold, z)

    def range(self):
        """Bounds of the second derivative."""
        if self.pieces is not None:
            return self.pieces.range()
        if is_zero(self.curvature):
            return ZERO, ZERO
        low, high = CURVATURES[self.family]
        if high is None:
            return ZERO, None
        ends = [mul(self.curvature, Fraction(low)), mul(self.curvature, Fraction(high))]
        return n.smaller(*ends), n.larger(*ends)

    def third(self):
        if self.pieces is not None:
            return self.pieces.steepest()
        third = THIRD.get(self.family)
        return third if third is None else div(mul(n.absolute(self.curvature), third), self.threshold)

    def level(self, z):
        """The ends of the interval where a convex profile's slope is what it is at `z`; None where it is not known."""
        if self.pieces is not None:
            return self.pieces.level(z) if self.pieces.range()[0] >= 0 else None
        if self.family == "linear" or is_zero(self.curvature):
            return None, None
        if self.family == "huber":
            tau = self.threshold
            return (z, z) if abs(z) < tau else (tau, None) if z > 0 else (None, -tau)
        return (z, z) if self.family in STRICTLY_CONVEX and self.curvature > 0 else None

    def valleys(self):
        """Where the profile is least: intervals, whose ends may be None."""
        if self.pieces is not None:
            return self.pieces.valleys()
        if is_zero(self.curvature):
            return [(None, None)]
        if self.family == "linear" or n.sign(self.curvature) < 0:
            raise Undefined("no minimiser")
        if self.family == "double-well":
            return [(self.threshold, self.threshold), (negate(self.threshold), negate(self.threshold))]
        return [(ZERO, ZERO)]

    def jumps(self):
        """The second derivative far to the left, and where it jumps by how much; None where it is not constant in pieces."""
        k, tau = self.curvature, self.threshold
        if self.pieces is not None:
            if not self.pieces.is_constant():
                return None
            levels = [piece.second(ZERO) for piece in self.pieces.pieces]
            knots = [piece.low for piece in self.pieces.pieces[1:]]
            return levels[0], [(at, b - a) for at, a, b in zip(knots, levels, levels[1:])]
        if self.family == "huber":
            return ZERO, [(-tau, k), (tau, -k)]
        if self.family == "double-well":
            return k, [(-tau / 2, -2 * k), (tau / 2, 2 * k)]
        if self.family in ("quadratic", "saddle"):
            return k, []
        return (ZERO, []) if self.family == "linear" else None


class Objective:
    """What all recipes have in common."""

    inexact = False
    count = 0
    # What is added to all values.
    height = ZERO

    def value(self, w, numbers=None):
        """`R(w)`; with a list of sample numbers (from 1) the mean of their losses."""
        if len(w) != self.width:
            raise Undefined("another dimension")
        if numbers is None:
            return add(mul(self.scale, self.whole(w)), self.height)
        if not self.count or any(not 1 <= number <= self.count for number in numbers):
            raise Undefined("no such sample")
        losses = [self.loss(number - 1, w) for number in numbers]
        return add(mul(self.scale, div(total(losses), Fraction(len(losses)))), self.height)

    def gradient(self, w):
        jet = n.lifted(self.value(n.variables(w)), n.variables(w)[0])
        return jet.slope

    def features(self, number):
        raise Skip("features of an objective without samples")

    def target(self, number):
        raise Skip("targets of an objective without samples")


class Recipe(Objective):
    """`R(w) = scale f(S Q (w - c))`."""

    def __init__(self, spec, curvature=None, threshold=None):
        self.family = spec["family"]
        self.envelope = Envelope(spec["envelope"]) if self.family == "envelope" else None
        known = FORMULAS.keys() | SAMPLED | KINKED | RAMPED | {"envelope"}
        if self.family not in known:
            raise Skip(f"the family {self.family}")
        read = lambda c, key, default: Fraction(c.get(key, default))
        self.scale = Fraction(spec.get("scale", 1))
        self.height = Fraction(spec.get("height", 0))
        axes = spec["coordinates"]
        self.width = len(axes)
        self.profiles = [Profile(self.family, c, curvature, threshold) for c in axes]
        self.given_curvature = curvature
        self.centres = [read(c, "centre", 0) for c in axes]
        self.stretches = [read(c, "stretch", 1) for c in axes]
        self.axis = [read(c, "axis", 0) for c in axes]
        self.samples = [
            ([Fraction(x) for x in s["features"]], Fraction(s["target"])) for s in spec.get("samples", [])
        ]
        self.inexact = bool(self.samples)
        self.count = len(self.samples)

    def reflected(self, u):
        size = dot(self.axis, self.axis)
        if size == 0:
            return list(u)
        share = div(mul(Fraction(2), dot(self.axis, u)), size)
        return [sub(x, mul(share, a)) for x, a in zip(u, self.axis)]

    def argument(self, w):
        turned = self.reflected([sub(x, c) for x, c in zip(w, self.centres)])
        return [mul(s, x) for s, x in zip(self.stretches, turned)]

    def penalty(self, z):
        return total(profile.value(x) for profile, x in zip(self.profiles, z))

    def whole(self, w):
        z = self.argument(w)
        if self.envelope is not None:
            return self.envelope.value(z)
        if not self.samples:
            return self.penalty(z)
        return div(total(self.loss_at(number, z) for number in range(self.count)), Fraction(self.count))

    def loss(self, number, w):
        return self.loss_at(number, self.argument(w))

    def loss_at(self, number, z):
        features, target = self.samples[number]
        prediction = dot(features, z)
        if self.family in LOGISTIC:
            value = softplus(negate(mul(target, prediction)))
        else:
            value = mul(HALF, square(sub(prediction, target)))
        if self.family == "ridge":
            value = add(value, div(self.penalty(z), Fraction(self.count)))
        if self.family == "ridge-logistic":
            value = add(value, self.penalty(z))
        return value

    def features(self, number):
        if not 1 <= number <= self.count:
            raise Undefined("no such sample")
        return tuple(self.reflected([mul(s, x) for s, x in zip(self.stretches, self.samples[number - 1][0])]))

    def target(self, number):
        row = self.features(number)
        target = self.samples[number - 1][1]
        return target if self.family in LOGISTIC else add(target, dot(row, self.centres))

    def rows(self):
        """The directions that the coordinates are taken along."""
        return [self.reflected([Fraction(int(i == k)) for i in range(self.width)]) for k in range(self.width)]

    def bounds(self):
        """Matrices that the Hessian lies above and below; None if there is none."""
        low, high = zeros(self.width), zeros(self.width)
        if self.envelope is not None:
            least, most = self.envelope.curvatures()
            ranges, rows = [(least, most)] * self.width, [unit(k, self.width) for k in range(self.width)]
        else:
            ranges, rows = [profile.range() for profile in self.profiles], self.rows()
        for (least, most), row, stretch in zip(ranges, rows, self.stretches):
            factor = self.scale * stretch * stretch
            low = added(low, outer(row, factor * least))
            high = None if most is None or high is None else added(high, outer(row, factor * most))
        return low, high

    def is_convex(self):
        """Whether the recipe is convex at first sight."""
        if self.envelope is not None:
            return self.envelope.curvatures()[0] >= 0
        return all(profile.range()[0] >= 0 for profile in self.profiles)

    def level_rows(self, point):
        """Where the gradient of a convex recipe is what it is at a point: intervals along rows; None where it is not known."""
        if self.envelope is not None:
            return None
        found = []
        for profile, row, stretch in zip(self.profiles, self.rows(), self.stretches):
            centre = dot(row, self.centres)
            level = profile.level(stretch * (dot(row, point) - centre))
            if level is None:
                return None
            found.append((row, *(None if end is None else end / stretch + centre for end in level)))
        return found

    def jumps(self, factor):
        """Of one variable: see `Profile.jumps`."""
        if self.envelope is not None:
            return None
        [row] = self.rows()
        return profile_jumps(self.profiles[0], row[0], self.centres[0] * row[0], self.stretches[0], factor * self.scale)

    def hessian_bound(self):
        """The matrix whose largest eigenvalue is L, over `w`."""
        weight = div(self.scale, Fraction(self.count * (4 if self.family in LOGISTIC else 1)))
        matrix = zeros(self.width)
        for number in range(1, self.count + 1):
            matrix = added(matrix, outer(self.features(number), weight))
        if self.family in ("ridge", "ridge-logistic"):
            share = div(self.scale, Fraction(self.count if self.family == "ridge" else 1))
            for profile, row, stretch in zip(self.profiles, self.rows(), self.stretches):
                matrix = added(matrix, outer(row, mul(share, mul(profile.curvature, square(stretch)))))
        return matrix

    def constant(self, name):
        if self.given_curvature is not None and name in ("L", "alpha"):
            return self.given_curvature
        if name == "M":
            return self.third()
        if self.samples and not (self.family == "ridge-logistic" and name == "alpha"):
            found = eigenvalues(self.hessian_bound())
            found = found[-1] if name == "L" else found[0]
        else:
            found = self.separable_constant(name)
        return ONE if name == "L" and is_zero(found) else found

    def separable_constant(self, name):
        if self.envelope is not None:
            ranges = [self.envelope.curvatures()]
        else:
            ranges = [profile.range() for profile in self.profiles]
        factors = [self.scale * stretch * stretch for stretch in self.stretches]
        if name == "alpha":
            return min(factor * low for (low, _), factor in zip(ranges, factors))
        if any(high is None for _, high in ranges):
            raise Skip("the constant L of a gradient that has none")
        return max(factor * max(abs(low), abs(high)) for (low, high), factor in zip(ranges, factors))

    def third(self):
        if self.family in LOGISTIC:
            cubes = []
            for number in range(1, self.count + 1):
                row = self.features(number)
                cubes.append(mul(dot(row, row), n.sqrt(dot(row, row))))
            return mul(self.scale * LOGISTIC_THIRD, div(total(cubes), Fraction(self.count)))
        if self.samples:
            return ZERO
        thirds = [profile.third() for profile in self.profiles]
        if self.envelope is not None or None in thirds:
            raise Skip("the constant M of a Hessian that has none")
        found = [mul(self.scale * stretch**3, third) for stretch, third in zip(self.stretches, thirds)]
        return max(found)

    def minimiser(self, start=None):
        """The minimiser nearest to `start`, or to the centre."""
        start = list(self.centres if start is None else start)
        if self.envelope is not None:
            from_centre = [sub(x, c) for x, c in zip(start, self.centres)]
            return tuple(add(x, c) for x, c in zip(self.envelope.minimiser(from_centre), self.centres))
        if self.family in ("least-squares", "ridge"):
            return nearest_solution(self.hessian_bound(), self.right_hand_side(), start)
        if self.family == "ridge-logistic":
            return self.enclosed_minimiser()
        if self.samples:
            raise Undefined("no minimiser")
        turned = self.reflected([sub(x, c) for x, c in zip(start, self.centres)])
        for i, (profile, stretch) in enumerate(zip(self.profiles, self.stretches)):
            valleys = [[None if end is None else div(end, stretch) for end in valley] for valley in profile.valleys()]
            turned[i] = nearest_in(valleys, turned[i])
        back = self.reflected(turned)
        return tuple(add(x, c) for x, c in zip(back, self.centres))

    def right_hand_side(self):
        """`b` of the normal equations `H w = b`."""
        return [negate(x) for x in self.gradient([ZERO] * self.width)]

    def enclosed_minimiser(self):
        """Newton's method finds a point near the minimiser; by strong convexity it is within `|grad R|/alpha`."""
        point = newton(self)
        alpha = self.constant("alpha")
        if n.sign(alpha) <= 0:
            raise Skip("the minimiser of a logistic loss with a penalty on some coordinates only")
        slope = self.gradient(point)
        if all(is_zero(x) for x in slope):
            return tuple(point)
        away = div(n.sqrt(dot(slope, slope)), alpha)
        return tuple(n.around(x, away) for x in point)


def unit(k, width):
    return [Fraction(int(i == k)) for i in range(width)]


def nearest_in(valleys, v):
    """The point nearest to `v` in some intervals, the first of the nearest."""
    chosen = distance = None
    for low, high in valleys:
        point = v if low is None else n.larger(v, low)
        point = point if high is None else n.smaller(point, high)
        away = n.absolute(sub(point, v))
        if chosen is None or n.compare(away, distance) < 0:
            chosen, distance = point, away
    return chosen


def profile_jumps(profile, direction, centre, stretch, factor):
    """Of `factor r(stretch (direction w - centre))` by `w`."""
    found = profile.jumps()
    if found is None:
        return None
    first, jumps = found
    slope = stretch * direction
    factor *= slope * slope
    if slope < 0:
        first, jumps = first + sum(rise for _, rise in jumps), [(at, -rise) for at, rise in jumps]
    return factor * first, [((at + stretch * centre) / slope, factor * rise) for at, rise in jumps]


class Composed(Objective):
    """Objectives that are put together from others and tilted, so that a chosen point is stationary."""

    def __init__(self, spec, curvature, threshold):
        if curvature is not None or threshold is not None:
            raise Skip("arguments of a composed family")
        self.scale = Fraction(spec.get("scale", 1))
        self.height = Fraction(spec.get("height", 0))
        self.width = len(spec["coordinates"])
        self.read_parts(spec["parts"])
        self.point = [Fraction(x) for x in spec.get("stationary", [])]
        self.tilt, self.known_at = None, None

    def common_loss(self):
        """What every loss is except for a positive factor, a constant and a tilt; None if there is no such thing."""
        return None

    def tilted(self, value, w):
        """`value - <grad f(p), w - p>`."""
        if not self.point:
            return value
        if self.known_at != n.PRECISION:
            self.tilt = n.lifted(self.bare(n.variables(self.point)), n.variables(self.point)[0]).slope
            self.known_at = n.PRECISION
        return sub(value, dot(self.tilt, [sub(x, p) for x, p in zip(w, self.point)]))

    def whole(self, w):
        return self.tilted(self.bare(w), w)

    def constant(self, name):
        if name == "M":
            return mul(self.scale, self.third())
        low, high = self.bounds()
        if self.width == 1 and (found := self.jumps(ONE)) is not None:
            levels = heights(*found)
            found = max(map(abs, levels)) if name == "L" else min(levels)
        elif name == "alpha":
            found = eigenvalues(low)[0]
        elif high is None:
            raise Skip("the constant L of a gradient that has none")
        elif self.is_convex():
            found = eigenvalues(high)[-1]
        else:
            found = n.larger(n.larger(eigenvalues(high)[-1], negate(eigenvalues(low)[0])), ZERO)
        return ONE if name == "L" and is_zero(found) else found

    def minimiser(self, start=None):
        """The gradient is 0 where each convex part's is what it is at the stationary point."""
        if not self.point:
            common = self.common_loss()
            if common is None:
                raise Undefined("no minimiser is known")
            return common.minimiser(start)
        if n.possible(eigenvalues(self.bounds()[0])[0], ZERO) == {1}:
            return tuple(self.point)
        rows = self.level_rows(self.point) if self.is_convex() else None
        if rows is None:
            raise Skip("the minimisers of a sum whose parts are not known to be convex")
        equal = [(row, low) for row, low, high in rows if low is not None and low == high]
        if len(equal) >= self.width:
            products = [[dot(a, b) for b, _ in equal] for a, _ in equal]
            if rank_of(products) == self.width:
                return tuple(self.point)
        below = [(row, high) for row, low, high in rows if high is not None and low != high]
        below += [([-x for x in row], -low) for row, low, high in rows if low is not None and low != high]
        return projected(self.point if start is None else start, equal, below)


class Along(Composed):
    """A sum of functions of one variable along directions."""

    def read_parts(self, parts):
        self.parts = [([Fraction(x) for x in part["direction"]], objective_of(part["recipe"])) for part in parts]

    def bare(self, w):
        return total(part.value((dot(direction, w),)) for direction, part in self.parts)

    def bounds(self):
        low, high = zeros(self.width), zeros(self.width)
        for direction, part in self.parts:
            [[least]], most = part.bounds()
            low = added(low, outer(direction, self.scale * least))
            high = None if high is None or most is None else added(high, outer(direction, self.scale * most[0][0]))
        return low, high

    def is_convex(self):
        return all(part.is_convex() for _, part in self.parts)

    def is_quadratic(self):
        return all(part.family in ("quadratic", "saddle", "linear") for _, part in self.parts)

    def third(self):
        lengths = [n.sqrt(dot(direction, direction)) for direction, _ in self.parts]
        return total(mul(part.third(), mul(square(x), x)) for x, (_, part) in zip(lengths, self.parts))

    def level_rows(self, point):
        found = []
        for direction, part in self.parts:
            rows = part.level_rows([dot(direction, point)])
            if rows is None:
                return None
            for [turn], low, high in rows:
                found.append(([turn * x for x in direction], low, high))
        return found

    def jumps(self, factor):
        found = []
        for (direction,), part in self.parts:
            turn = part.rows()[0][0]
            centre = part.centres[0] * turn
            scale = factor * self.scale * part.scale
            found.append(profile_jumps(part.profiles[0], direction * turn, centre, part.stretches[0], scale))
        return together(found)


class Mean(Composed):
    """A mean of losses, each an objective in all variables; the tilt is that of the mean."""

    def read_parts(self, parts):
        self.recipes = [part["recipe"] for part in parts]
        self.parts = [objective_of(recipe) for recipe in self.recipes]
        self.count = len(self.parts)
        # What is added to each loss: `<tilt, w> + curve |w|^2/2`. It adds up to 0, so that the mean is without it.
        self.tilts = [[Fraction(x) for x in part.get("tilt", [])] for part in parts]
        self.curves = [Fraction(part.get("curve", 0)) for part in parts]
        for k in range(self.width):
            assert sum(tilt[k] for tilt in self.tilts if tilt) == 0, "the tilts do not add up to 0"
        assert sum(self.curves) == 0, "the parabolas do not add up to 0"

    def common_loss(self):
        bare = [{key: value for key, value in recipe.items() if key not in ("scale", "height")} for recipe in self.recipes]
        return objective_of(bare[0]) if all(recipe == bare[0] for recipe in bare) else None

    def bare(self, w):
        return div(total(part.value(w) for part in self.parts), Fraction(self.count))

    def loss(self, number, w):
        value = self.parts[number].value(w)
        if self.tilts[number]:
            value = add(value, dot(self.tilts[number], w))
        value = add(value, mul(self.curves[number] / 2, dot(w, w)))
        return self.tilted(value, w)

    def bounds(self):
        low, high = zeros(self.width), zeros(self.width)
        share = self.scale / self.count
        for part in self.parts:
            least, most = part.bounds()
            low = added(low, [[share * x for x in row] for row in least])
            if most is None or high is None:
                high = None
            else:
                high = added(high, [[share * x for x in row] for row in most])
        return low, high

    def is_convex(self):
        return all(part.is_convex() for part in self.parts)

    def is_quadratic(self):
        return all(
            part.is_quadratic() if isinstance(part, Along) else part.family in ("quadratic", "saddle", "linear")
            for part in self.parts
        )

    def third(self):
        thirds = [mul(part.scale, part.third()) if isinstance(part, Along) else part.third() for part in self.parts]
        return div(total(thirds), Fraction(self.count))

    def level_rows(self, point):
        found = []
        for part in self.parts:
            rows = part.level_rows(point)
            if rows is None:
                return None
            found.extend(rows)
        return found

    def jumps(self, factor):
        share = factor * self.scale / self.count
        return together([part.jumps(share) for part in self.parts])


def together(found):
    if None in found:
        return None
    return sum(first for first, _ in found), [jump for _, jumps in found for jump in jumps]


def heights(first, jumps):
    """The values of what begins at `first` and jumps."""
    rises = {}
    for at, rise in jumps:
        rises[at] = rises.get(at, ZERO) + rise
    levels = [first]
    for at in sorted(rises):
        levels.append(levels[-1] + rises[at])
    return levels


def newton(objective):
    """Newton's method from the centre in floating point, halving a step until it makes the slope smaller; a good point, no more."""
    with mpmath.workprec(n.PRECISION + 20):
        w, (size, step) = list(objective.centres), newton_step(objective, list(objective.centres))
        while size > 0:
            for halving in range(60):
                trial = [rounded(x - s / 2**halving) for x, s in zip(w, step)]
                there = newton_step(objective, trial)
                if there[0] < size:
                    break
            else:
                break
            w, (size, step) = trial, there
        return w


def newton_step(objective, w):
    """The size of the slope, and Newton's step."""
    jet = objective.value(n.variables(w, second=True))
    slope = [as_mpf(x) for x in jet.slope]
    matrix = mpmath.matrix([[as_mpf(x) for x in row] for row in jet.bend])
    step = mpmath.lu_solve(matrix, mpmath.matrix(slope))
    return sum(x * x for x in slope), [as_fraction(x) for x in step]


def rounded(x):
    """A nearby fraction over a power of two."""
    return Fraction(round(x * 2**n.PRECISION), 2**n.PRECISION)
