"""Linear algebra and small quadratic programmes, exact in fractions and enclosed where intervals come in."""

from fractions import Fraction
from itertools import combinations

import mpmath

import exact as n
from exact import Skip, Undefined, Unknown, add, div, is_zero, mul, negate, sub

ONE, ZERO = Fraction(1), Fraction(0)


def total(values):
    result = ZERO
    for value in values:
        result = add(result, value)
    return result


def dot(u, v):
    return total(mul(a, b) for a, b in zip(u, v))


def square(x):
    return mul(x, x)


def outer(row, factor=ONE):
    return [[mul(factor, mul(a, b)) for b in row] for a in row]


def added(a, b):
    return [[add(x, y) for x, y in zip(r, s)] for r, s in zip(a, b)]


def zeros(width):
    return [[ZERO] * width for _ in range(width)]


def solve(matrix, right):
    """One solution of `matrix x = right`, free variables 0, with the rank; None where there is none."""
    width = len(matrix[0]) if matrix else len(right)
    rows = [list(row) + [b] for row, b in zip(matrix, right)]
    pivots = []
    for column in range(width):
        place = pivot(rows, len(pivots), column)
        if place is None:
            continue
        top = len(pivots)
        rows[top], rows[place] = rows[place], rows[top]
        head = rows[top][column]
        rows[top] = [div(x, head) for x in rows[top]]
        for r in range(len(rows)):
            if r != top and not is_zero(rows[r][column]):
                factor = rows[r][column]
                rows[r] = [sub(x, mul(factor, y)) for x, y in zip(rows[r], rows[top])]
        pivots.append(column)
    for row in rows[len(pivots):]:
        if not is_zero(row[width]):
            if n.possible(row[width], ZERO) != {-1, 0, 1}:
                return None, len(pivots)
            raise Unknown("whether equations have a solution")
    x = [ZERO] * width
    for r, column in enumerate(pivots):
        x[column] = rows[r][width]
    return x, len(pivots)


def pivot(rows, top, column):
    """A row whose entry is certainly not zero; None where all certainly are."""
    open_ones = False
    for r in range(top, len(rows)):
        orders = n.possible(rows[r][column], ZERO)
        if 0 not in orders:
            return r
        open_ones |= orders != {0}
    if open_ones:
        raise Unknown("whether a matrix is singular")
    return None


def nearest_solution(matrix, right, start):
    """The solution of `H w = b`, `H` symmetric, nearest to `start`: `start - H y` with `H H y = H start - b`."""
    away = [sub(dot(row, start), b) for row, b in zip(matrix, right)]
    squares = [[dot(row, column) for column in zip(*matrix)] for row in matrix]
    y, _ = solve(squares, away)
    if y is None:
        raise Undefined("no minimiser")
    return tuple(sub(s, dot(row, y)) for s, row in zip(start, matrix))


# Eigenvalues


def eigenvalues(matrix):
    """Of a symmetric matrix, rising: exact where that is easily seen, otherwise enclosed."""
    width = len(matrix)
    if all(is_zero(matrix[i][j]) for i in range(width) for j in range(width) if i != j):
        return ordered([matrix[i][i] for i in range(width)])
    if width == 2:
        half = Fraction(1, 2)
        middle = mul(half, add(matrix[0][0], matrix[1][1]))
        apart = mul(half, sub(matrix[0][0], matrix[1][1]))
        root = n.sqrt(add(square(apart), square(matrix[0][1])))
        return [sub(middle, root), add(middle, root)]
    return [made_exact(matrix, value) for value in enclosed_eigenvalues(matrix)]


def ordered(values):
    if any(not isinstance(x, Fraction) for x in values):
        first, last = values[0], values[0]
        for value in values[1:]:
            first, last = n.smaller(first, value), n.larger(last, value)
        return [first, last]
    return sorted(values)


def enclosed_eigenvalues(matrix):
    """With approximate vectors `Q` and values `D`, `A = Q D Q^T + E`. By Weyl and Ostrowski the eigenvalues of `A` are those of
    `D`, each times a number within `|Q^T Q - I|` of 1, to within `|E|`."""
    width = len(matrix)
    with mpmath.workprec(n.PRECISION + 60):
        rough = mpmath.matrix([[as_mpf(x) for x in row] for row in matrix])
        values, vectors = mpmath.eigsy(rough)
        values = [as_fraction(x) for x in values]
        q = [[as_fraction(vectors[i, j]) for j in range(width)] for i in range(width)]
    columns = list(zip(*q))
    skew = [[sub(dot(a, b), Fraction(int(i == j))) for j, b in enumerate(columns)] for i, a in enumerate(columns)]
    rest = [
        [sub(matrix[i][j], total(q[i][k] * values[k] * q[j][k] for k in range(width))) for j in range(width)]
        for i in range(width)
    ]
    off, error = frobenius(skew), frobenius(rest)
    return [add(mul(n.interval(x), n.around(ONE, off)), n.around(ZERO, error)) for x in sorted(values)]


def frobenius(matrix):
    return n.sqrt(n.interval(total(square(x) for row in matrix for x in row)))


def made_exact(matrix, value):
    """A rational eigenvalue of a rational matrix with the denominator `D` is a whole number over `D`."""
    if any(not isinstance(x, Fraction) for row in matrix for x in row):
        return value
    common = 1
    for row in matrix:
        for x in row:
            common = common * x.denominator // mpmath.libmp.gcd(common, x.denominator)
    candidate = Fraction(round(value.middle() * common), common)
    if n.possible(value, candidate) != {-1, 0, 1}:
        return value
    shifted = [[x - candidate * int(i == j) for j, x in enumerate(row)] for i, row in enumerate(matrix)]
    _, rank = solve(shifted, [ZERO] * len(matrix))
    return candidate if rank < len(matrix) else value


def as_mpf(x):
    fraction = x if isinstance(x, Fraction) else x.middle()
    return mpmath.mpf(fraction.numerator) / fraction.denominator


def as_fraction(x):
    return Fraction(*mpmath.libmp.to_rational(x._mpf_))


# Quadratic programmes, by going through the sets of what may be active


def certain_or_hull(candidates):
    """`(certain, value)` pairs: the first value that is certainly right, or the hull of all that may be."""
    may_be = []
    for certain, value in candidates:
        if certain:
            return value
        may_be.append(value)
    if not may_be:
        raise Skip("no set of pieces is active")
    result = may_be[0]
    for value in may_be[1:]:
        result = tuple(n.hull(a, b) for a, b in zip(result, value))
    return result


def standing(value):
    """Whether a number is at least zero: True, False or None."""
    orders = n.possible(value, ZERO)
    return True if -1 not in orders else None if orders != {-1} else False


def all_standing(values):
    result = True
    for value in values:
        found = standing(value)
        if found is False:
            return False
        if found is None:
            result = None
    return result


def projected(start, equal, below):
    """The point nearest to `start` with `a.x = b` for `(a, b)` in `equal` and `a.x <= b` in `below`; None where there is none."""
    fixed = independent(equal)
    if len(below) > 16:
        raise Skip("a projection on too many half spaces")

    def candidates():
        for size in range(0, len(start) - len(fixed) + 1):
            for chosen in combinations(range(len(below)), size):
                rows = fixed + [below[k] for k in chosen]
                products = [[dot(a, b) for b, _ in rows] for a, _ in rows]
                if rows and rank_of(products) < len(rows):
                    continue
                weights = []
                if rows:
                    weights, _ = solve(products, [sub(dot(a, start), b) for a, b in rows])
                point = list(start)
                for weight, (a, _) in zip(weights, rows):
                    point = [sub(x, mul(weight, y)) for x, y in zip(point, a)]
                others = [row for k, row in enumerate(below) if k not in chosen]
                found = all_standing(weights[len(fixed):] + [sub(b, dot(a, point)) for a, b in others])
                if found is not False:
                    yield found, tuple(point)

    return certain_or_hull(candidates())


def independent(rows):
    chosen = []
    for row in rows:
        trial = chosen + [row]
        if rank_of([[dot(a, b) for b, _ in trial] for a, _ in trial]) == len(trial):
            chosen = trial
    return chosen


def rank_of(matrix):
    return solve(matrix, [ZERO] * len(matrix))[1]


def negated(row):
    a, b = row
    return [negate(x) for x in a], negate(b)
