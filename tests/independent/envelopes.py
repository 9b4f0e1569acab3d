"""Envelopes of polyhedral functions: `q/2 |u|^2` plus or minus `min over z of max_i s_i(z) + K/2 |u - z|^2`, with
`s_i(z) = <g_i, z> + b_i`. By duality the minimum is `max over weights of <V, u> + sum lambda_i b_i - |V|^2/(2K)`, `V = sum lambda_i g_i`."""

from fractions import Fraction
from itertools import combinations

import exact as n
from exact import Skip, Undefined, add, div, mul, negate, sub
from linear import ONE, ZERO, all_standing, certain_or_hull, dot, projected, rank_of, solve

HALF = Fraction(1, 2)


def weights_on(slopes, heights, constant, members):
    """The weights that solve the programme where these pieces alone count; None where they depend on each other."""
    first, others = members[0], members[1:]
    base = slopes[first]
    gaps = [[a - b for a, b in zip(slopes[i], base)] for i in others]
    products = [[dot(a, b) for b in gaps] for a in gaps]
    if gaps and rank_of(products) < len(gaps):
        return None
    rises = [
        sub(mul(constant, sub(heights[i], heights[first])), dot(gap, base)) for i, gap in zip(others, gaps)
    ]
    found = solve(products, rises)[0] if gaps else []
    left = ONE
    for weight in found:
        left = sub(left, weight)
    return [left, *found]


def combined(slopes, members, weights):
    return [
        sum_of(mul(weight, slopes[i][k]) for i, weight in zip(members, weights)) for k in range(len(slopes[0]))
    ]


def sum_of(values):
    result = ZERO
    for value in values:
        result = add(result, value)
    return result


def best(slopes, heights, constant):
    """The largest value of `sum lambda_i h_i - |V|^2/(2K)`, followed by `V`, and the active sets that it may come from."""
    active = []

    def candidates():
        most = min(len(slopes[0]) + 1, len(slopes))
        for size in range(1, most + 1):
            for members in combinations(range(len(slopes)), size):
                weights = weights_on(slopes, heights, constant, members)
                if weights is None:
                    continue
                pull = combined(slopes, members, weights)
                levels = [sub(h, div(dot(g, pull), constant)) for g, h in zip(slopes, heights)]
                lacking = [sub(levels[members[0]], levels[i]) for i in range(len(slopes)) if i not in members]
                found = all_standing(weights + lacking)
                if found is not False:
                    active.append(members)
                    yield found, (add(levels[members[0]], div(dot(pull, pull), 2 * constant)), *pull)

    result = certain_or_hull(candidates())
    return result[0], list(result[1:]), active


class Envelope:
    def __init__(self, spec):
        self.low, self.high = Fraction(spec.get("low", 0)), Fraction(spec["high"])
        self.subtracted = spec.get("subtracted", False)
        self.slopes = [[Fraction(x) for x in piece["slope"]] for piece in spec["pieces"]]
        self.offsets = [Fraction(piece["offset"]) for piece in spec["pieces"]]
        self.constant = self.high - self.low
        self.parabola = self.high if self.subtracted else self.low

    def value(self, u):
        bare = [n.plain(x) for x in u]
        heights = [add(dot(g, bare), b) for g, b in zip(self.slopes, self.offsets)]
        hollow, _, active = best(self.slopes, heights, self.constant)
        if any(isinstance(x, n.Jet) for x in u):
            heights = [add(dot(g, u), b) for g, b in zip(self.slopes, self.offsets)]
            hollow = n.hulls(self.on(members, heights) for members in active)
        bowl = mul(self.parabola * HALF, dot(u, u))
        return sub(bowl, hollow) if self.subtracted else add(bowl, hollow)

    def on(self, members, heights):
        weights = weights_on(self.slopes, heights, self.constant, members)
        pull = combined(self.slopes, members, weights)
        level = sub(heights[members[0]], div(dot(self.slopes[members[0]], pull), self.constant))
        return add(level, div(dot(pull, pull), 2 * self.constant))

    def is_affine(self):
        return all(slope == self.slopes[0] for slope in self.slopes)

    def curvatures(self):
        return (self.parabola, self.parabola) if self.is_affine() else (self.low, self.high)

    def minimiser(self, start):
        """The minimiser nearest to `start`."""
        if self.subtracted:
            return self.lowest_of_the_subtracted(start)
        if self.is_affine():
            return self.lowest_of_the_affine(start)
        if self.low > 0:
            # min over x of q/2 |x|^2 + <V, x> is -|V|^2/(2q), at -V/q.
            together = 1 / (1 / self.low + 1 / self.constant)
            _, pull, _ = best(self.slopes, self.offsets, together)
            return tuple(div(negate(x), self.low) for x in pull)
        if self.low < 0:
            raise Skip("the minimisers of an envelope less a parabola")
        depth = self.lowest_height()
        return projected(start, [], [(g, depth - b) for g, b in zip(self.slopes, self.offsets) if any(g)])

    def lowest_height(self):
        """`min over z of max_i s_i(z)`: the largest `sum lambda_i b_i` with `V = 0`, which some corner of these weights has."""
        found = []
        for size in range(1, min(len(self.slopes[0]) + 1, len(self.slopes)) + 1):
            for members in combinations(range(len(self.slopes)), size):
                rows = [[self.slopes[i][k] for i in members] for k in range(len(self.slopes[0]))] + [[ONE] * size]
                weights, rank = solve(rows, [ZERO] * len(self.slopes[0]) + [ONE])
                if weights is not None and rank == size and min(weights) >= 0:
                    found.append(dot(weights, [self.offsets[i] for i in members]))
        if not found:
            raise Undefined("no minimiser")
        return max(found)

    def lowest_of_the_affine(self, start):
        slope, q = self.slopes[0], self.parabola
        if q > 0:
            return tuple(-g / q for g in slope)
        if q < 0 or any(slope):
            raise Undefined("no minimiser")
        return tuple(start)

    def lowest_of_the_subtracted(self, start):
        """`min over x of H/2 |x|^2 - <V, x>` is `-|V|^2/(2H)`, at `V/H`; what is left to be made small by the weights is
        `|V|^2/2 (1/K - 1/H) - sum lambda_i b_i`."""
        if self.high <= 0:
            raise Undefined("no minimiser")
        left = 1 / self.constant - 1 / self.high
        if left > 0:
            _, pull, _ = best(self.slopes, self.offsets, 1 / left)
            return tuple(div(x, self.high) for x in pull)
        deep = [b - left / 2 * dot(g, g) for g, b in zip(self.slopes, self.offsets)]
        corners = [g for g, depth in zip(self.slopes, deep) if depth == max(deep)]
        if left == 0:
            # The nearest of V/H is that with the largest <V, H start> - |V|^2/2.
            _, pull, _ = best(corners, [mul(self.high, dot(g, start)) for g in corners], ONE)
            return tuple(div(x, self.high) for x in pull)
        points = [tuple(x / self.high for x in g) for g in corners]
        return nearest(points, start)


def nearest(points, start):
    """The first of the nearest points."""
    far = lambda point: dot(*[[sub(x, s) for x, s in zip(point, start)]] * 2)
    chosen, least = points[0], far(points[0])
    for point in points[1:]:
        distance = far(point)
        if n.compare(distance, least) < 0:
            chosen, least = point, distance
    return chosen
