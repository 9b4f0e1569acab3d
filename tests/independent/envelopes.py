"""Envelopes of polyhedral functions: `q/2 |u|^2` plus or minus `min over z of max_i s_i(z) + K/2 |u - z|^2`."""

from fractions import Fraction
from itertools import combinations

import exact as n
from exact import Skip, add, div, mul, sub

ONE, ZERO, HALF = Fraction(1), Fraction(0), Fraction(1, 2)


def dot(u, v):
    result = ZERO
    for a, b in zip(u, v):
        result = add(result, mul(a, b))
    return result


def solved(matrix, right):
    """The solution of a regular rational system by Gauss and Jordan, or None; the right side may be jets."""
    rows = [list(row) + [b] for row, b in zip(matrix, right)]
    for k in range(len(rows)):
        place = next((r for r in range(k, len(rows)) if rows[r][k] != 0), None)
        if place is None:
            return None
        rows[k], rows[place] = rows[place], rows[k]
        rows[k] = [div(x, rows[k][k]) for x in rows[k]]
        for r in range(len(rows)):
            if r != k:
                factor = rows[r][k]
                rows[r] = [sub(x, mul(factor, y)) for x, y in zip(rows[r], rows[k])]
    return [row[-1] for row in rows]


class Envelope:
    def __init__(self, spec):
        self.low, self.high = Fraction(spec.get("low", 0)), Fraction(spec["high"])
        self.subtracted = spec.get("subtracted", False)
        self.slopes = [[Fraction(x) for x in piece["slope"]] for piece in spec["pieces"]]
        self.offsets = [Fraction(piece["offset"]) for piece in spec["pieces"]]
        self.steepness = self.high - self.low
        self.parabola = self.high if self.subtracted else self.low

    def value(self, u):
        hollow = self.hollow(u)
        bowl = mul(self.parabola * HALF, dot(u, u))
        return sub(bowl, hollow) if self.subtracted else add(bowl, hollow)

    def hollow(self, u):
        heights = [add(dot(g, u), b) for g, b in zip(self.slopes, self.offsets)]
        for size in range(1, min(len(u) + 1, len(heights)) + 1):
            for members in combinations(range(len(heights)), size):
                found = self.on(members, heights)
                if found is not None:
                    return found
        raise Skip("no active pieces were found")

    def on(self, members, heights):
        """The value where these pieces are the active ones; None where they are not."""
        k, first = self.steepness, members[0]
        base = self.slopes[first]
        gaps = [[a - b for a, b in zip(self.slopes[i], base)] for i in members[1:]]
        rises = [
            sub(mul(k, sub(heights[i], heights[first])), dot(gap, base)) for i, gap in zip(members[1:], gaps)
        ]
        weights = solved([[dot(a, b) for b in gaps] for a in gaps], rises)
        if weights is None:
            return None
        left = ONE
        for weight in weights:
            left = sub(left, weight)
        if any(n.compare_or(weight, ZERO, 1) < 0 for weight in [left, *weights]):
            return None
        slope = list(base)
        for weight, gap in zip(weights, gaps):
            slope = [add(x, mul(weight, y)) for x, y in zip(slope, gap)]
        levels = [sub(h, div(dot(g, slope), k)) for g, h in zip(self.slopes, heights)]
        if any(n.compare_or(level, levels[first], -1) > 0 for level in levels):
            return None
        return add(levels[first], div(dot(slope, slope), 2 * k))

    def curvatures(self):
        same = all(slope == self.slopes[0] for slope in self.slopes)
        return (self.parabola, self.parabola) if same else (self.low, self.high)

    def lowest_at_the_centre(self):
        """Whether the centre is the only minimiser, as far as is easily seen."""
        rests = not any(self.slopes[0]) and max(self.offsets) == self.offsets[0]
        return rests and self.curvatures()[0] > 0
