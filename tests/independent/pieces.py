"""Functions of one variable in pieces, each a cubic polynomial; their value and slope at 0 are 0."""

from fractions import Fraction

import exact as n
from exact import Undefined, add, mul

ZERO, HALF = Fraction(0), Fraction(1, 2)


class Cubic:
    """`a + b z + c z^2 + d z^3` between two ends; None stands for infinity."""

    def __init__(self, low, high, coefficients):
        self.low, self.high, self.coefficients = low, high, coefficients

    def value(self, z):
        result = ZERO
        for coefficient in reversed(self.coefficients):
            result = add(mul(result, z), coefficient)
        return result

    def slope(self, z):
        _, b, c, d = self.coefficients
        return b + 2 * c * z + 3 * d * z * z

    def second(self, z):
        _, _, c, d = self.coefficients
        return 2 * c + 6 * d * z

    def holds(self, z):
        return (self.low is None or n.compare(self.low, z) <= 0) and (self.high is None or n.compare(z, self.high) <= 0)

    def curvatures(self):
        ends = [end for end in (self.low, self.high) if end is not None] or [ZERO]
        return [self.second(end) for end in ends]

    def is_straight(self):
        return self.coefficients[2] == self.coefficients[3] == 0


def with_rises(knots, rises):
    """The function whose second derivative between two knots is `at + rate (z - knot)`, by pieces from left to right: `rises` has
    `(at, rate)` for each piece, where `at` is the second derivative at the piece's left end, or at its right end for the first."""
    ends = [None, *knots, None]
    pieces = []
    for k, (at, rate) in enumerate(rises):
        anchor = ends[k] if ends[k] is not None else ends[k + 1] if ends[k + 1] is not None else ZERO
        c, d = (at - rate * anchor) / 2, rate / 6
        pieces.append(Cubic(ends[k], ends[k + 1], [ZERO, ZERO, c, d]))
    # What is left free in each piece is a straight line: those to both sides of 0 follow from the piece that 0 lies in.
    home = next(k for k, piece in enumerate(pieces) if piece.holds(ZERO))
    for k in range(home + 1, len(pieces)):
        join(pieces[k - 1], pieces[k], ends[k])
    for k in range(home - 1, -1, -1):
        join(pieces[k + 1], pieces[k], ends[k + 1])
    return Pieces(pieces)


def join(known, piece, at):
    rise = known.slope(at) - piece.slope(at)
    piece.coefficients[1] += rise
    piece.coefficients[0] += known.value(at) - piece.value(at)


def of_kinks(first, bends):
    """The second derivative is `first`, and from each bend on that of the bend."""
    return with_rises([at for at, _ in bends], [(first, ZERO), *((k, ZERO) for _, k in bends)])


def of_ramps(bends):
    """The second derivative is linear between bends and constant beyond the outer ones."""
    rises = [(bends[0][1], ZERO)]
    for (a, k), (b, m) in zip(bends, bends[1:]):
        rises.append((k, (m - k) / (b - a)))
    return with_rises([at for at, _ in bends], [*rises, (bends[-1][1], ZERO)])


class Pieces:
    def __init__(self, pieces):
        self.pieces = pieces

    def value(self, z):
        """Where it is open which piece `z` lies in, the hull of what they say."""
        here, may_be = n.plain(z), []
        for piece in self.pieces:
            above = {1} if piece.low is None else n.possible(here, piece.low)
            below = {-1} if piece.high is None else n.possible(here, piece.high)
            if above & {0, 1} and below & {-1}:
                may_be.append(piece)
        return n.hulls(piece.value(z) for piece in may_be)

    def range(self):
        """The least and the largest second derivative."""
        found = [k for piece in self.pieces for k in piece.curvatures()]
        return min(found), max(found)

    def is_constant(self):
        """Whether the second derivative is constant in each piece."""
        return all(piece.coefficients[3] == 0 for piece in self.pieces)

    def steepest(self):
        """The largest third derivative; None where the second jumps."""
        for left, right in zip(self.pieces, self.pieces[1:]):
            if left.second(left.high) != right.second(left.high):
                return None
        return max(abs(6 * piece.coefficients[3]) for piece in self.pieces)

    def level(self, z):
        """Of a convex function: the ends of the interval on which the slope is what it is at `z`."""
        slope = next(piece.slope(z) for piece in self.pieces if piece.holds(z))
        low = high = z
        for piece in self.pieces:
            if piece.is_straight() and piece.coefficients[1] == slope:
                low = None if piece.low is None or low is None else min(low, piece.low)
                high = None if piece.high is None or high is None else max(high, piece.high)
        return low, high

    def valleys(self):
        """The intervals and points where the function is least."""
        if self.range()[0] >= 0:
            return [self.level(ZERO)]
        first, last = self.pieces[0], self.pieces[-1]
        for piece, side in ((first, -1), (last, 1)):
            _, slope, bend, _ = piece.coefficients
            if bend < 0 or bend == 0 and slope * side < 0:
                raise Undefined("no minimiser")
        found = []
        for piece in self.pieces:
            for low, high in rests(piece):
                inner = low if low is not None else high if high is not None else ZERO
                found.append((piece.value(inner), low, high))
        least = found[0][0]
        for value, _, _ in found:
            least = value if n.compare(value, least) < 0 else least
        return [(low, high) for value, low, high in found if value is least or n.compare(value, least) == 0]


def rests(piece):
    """Where a piece has the slope 0 and may have a least value."""
    _, b, c, d = piece.coefficients
    if d == 0 and c == 0:
        return [(piece.low, piece.high)] if b == 0 else []
    if d == 0:
        roots = [-b / (2 * c)]
    else:
        disc = c * c - 3 * d * b
        if disc < 0:
            return []
        root = n.sqrt(disc)
        roots = [n.div(n.sub(-c, root), 3 * d), n.div(n.sub(root, c), 3 * d)]
    return [(z, z) for z in roots if piece.holds(z)]
