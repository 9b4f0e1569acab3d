"""Evaluates a claim on a case. Statements have sets of outcomes; values are numbers, tuples of numbers, or tuples of rows."""

import itertools
from fractions import Fraction
from math import factorial

import exact as n
from exact import Skip, Undefined, Unknown, add, div, mul, negate, sub
from language import Reader, ascii_form
from linear import dot, eigenvalues, solve, total
from problems import objective_of

ONE, ZERO = Fraction(1), Fraction(0)
TRUE, FALSE, UNDEFINED = "true", "false", "undefined"
ANYTHING = frozenset({TRUE, FALSE, UNDEFINED})
MOST_OUTCOMES = 6000
ELEMENTWISE = {"sqrt", "abs", "sign", "exp", "log", "ln", "cos", "ceil", "floor", "max", "min", "mod", "div0", "clip"}
MIRROR = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}


def is_vector(x):
    return isinstance(x, tuple) and not isinstance(x[0], tuple)


def is_matrix(x):
    return isinstance(x, tuple) and isinstance(x[0], tuple)


def spread(f, *values):
    """Applies a function of numbers by component; numbers are spread over vectors and matrices."""
    shaped = next((v for v in values if isinstance(v, tuple)), None)
    if shaped is None:
        return f(*values)
    return tuple(spread(f, *(v[i] if isinstance(v, tuple) else v for v in values)) for i in range(len(shaped)))


def lift(connective, left, right):
    return frozenset(connective(a, b) for a in left for b in right)


def both(a, b):
    if FALSE in (a, b):
        return FALSE
    return UNDEFINED if UNDEFINED in (a, b) else TRUE


def either(a, b):
    if TRUE in (a, b):
        return TRUE
    return UNDEFINED if UNDEFINED in (a, b) else FALSE


def inverse(a):
    return {TRUE: FALSE, FALSE: TRUE, UNDEFINED: UNDEFINED}[a]


def same(a, b):
    return UNDEFINED if UNDEFINED in (a, b) else (TRUE if a == b else FALSE)


class Scope:
    """Names with their meanings, over an outer scope."""

    def __init__(self, outer=None, **names):
        self.outer, self.names = outer, dict(names)

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def with_(self, **names):
        return Scope(self, **names)


class Formula:
    """An objective block with its arguments."""

    def __init__(self, judge, block, scope, width):
        self.judge, self.block, self.scope, self.width = judge, block, scope, width
        self.equations = {}
        for line in block.lines:
            head, _, rest = line.partition(" ")
            left, sign, right = ascii_form(line).partition("=")
            if head == "let":
                judge.let(rest, scope)
            elif head not in ("given", "class", "draw", "assume") and sign:
                self.equations[left.strip().replace(" ", "")] = Reader(right).statement()

    @property
    def count(self):
        return 0

    def value(self, w, numbers=None):
        if numbers is not None:
            raise Skip("samples of a formula")
        value = self.judge.value(self.equations["R(w)"], self.scope.with_(w=("value", w)))
        return value[0] if is_vector(value) and len(value) == 1 else value

    def constant(self, name):
        return self.judge.value(self.equations[name], self.scope)

    def minimiser(self, start=None):
        start = tuple([ZERO] * self.width) if start is None else start
        found = self.judge.value(self.equations["w_star"], self.scope.with_(w=("value", tuple(start))))
        return found if is_vector(found) else tuple([found] * self.width)


class View:
    """An objective as a method sees it: with a factor, a change of variables, a loss for each step."""

    def __init__(self, base, factor=None, change=None, online=False):
        self.base, self.factor, self.change, self.online = base, factor, change, online

    def value(self, w, numbers=None):
        if self.change is not None:
            w = tuple(dot(row, w) for row in self.change)
        value = self.base.value(w, numbers)
        return value if self.factor is None else mul(self.factor, value)


class Run:
    """A method's sequences, computed when they are asked for."""

    def __init__(self, judge, label, block, arguments, view, scope, starts, random, steps=None):
        self.judge, self.label, self.view, self.starts, self.random = judge, label, view, starts, random
        self.steps = steps
        self.claim_scope, self.arguments = scope, dict(arguments)
        for name, default in block.parameters:
            self.arguments.setdefault(name, default)
        self.block = block
        self.scope = Scope(None, R=("objective", view))
        for name in self.arguments:
            self.scope.names[name] = ("argument", self, name)
        self.equations = equations(block)
        for name in self.equations:
            self.scope.names[name] = ("sequence", self, name)
        self.scope.outer = judge.globals
        self.busy = set()

    def argument(self, name, t):
        value = self.arguments[name]
        if value is None:
            raise Skip(f"no value for {name}")
        scope = self.claim_scope.with_(t=("value", Fraction(t)), **{"the run": ("run", self)})
        return self.judge.value(value, scope)

    def at(self, name, t):
        if name not in self.equations and name in self.arguments:
            return self.argument(name, t)
        key = (id(self), name, t)
        known, value = self.judge.remembered(key)
        if known:
            return value
        if self.steps is not None and t > self.steps:
            raise Undefined("after the end of the run")
        if t > 40 and t % 20 == 0:
            for earlier in range(0, t, 20):
                try:
                    self.at(name, earlier)
                except Undefined:
                    pass
        if key in self.busy:
            raise Skip("a circle")
        self.busy.add(key)
        try:
            return self.judge.remember(key, lambda: self.compute(name, t))
        finally:
            self.busy.discard(key)

    def compute(self, name, t):
        if t < 0:
            raise Undefined("before the start of the run")
        if (name, t) in self.starts:
            return self.wide(name, self.judge.value(self.starts[name, t], self.claim_scope))
        special, general, shift = self.equations[name]
        if t in special:
            return self.judge.value(special[t], self.scope.with_(t=("value", Fraction(t))))
        if name == "w" and t == 0:
            return self.judge.start(self.label)
        if general is None or t < 1:
            raise Undefined("before the start of the run")
        step = Fraction(t - shift)
        return self.judge.value(general, self.scope.with_(t=("value", step)))

    def wide(self, name, value):
        return tuple([value] * self.judge.width) if name == "w" and not isinstance(value, tuple) else value


class Flow:
    """A linear differential equation: its rates are evaluated at unit states, and the rest is a matrix exponential."""

    def __init__(self, judge, label, block, arguments, view, starts):
        import re

        self.judge, self.label, self.rates, self.starts = judge, label, {}, dict(starts)
        scope = Scope(judge.scope, R=("objective", view))
        for name, default in block.parameters:
            scope.names[name] = ("value", judge.value(arguments.get(name, default), judge.scope))
        self.scope = scope
        for line in block.lines:
            left, _, right = ascii_form(line).partition("=")
            rate = re.fullmatch(r"d(\w+)/dt", left.strip())
            if rate:
                self.rates[rate.group(1)] = Reader(right).statement()
            else:
                self.starts.setdefault((left.strip().partition("(")[0], 0), Reader(right).statement())

    def rate(self, flat):
        width, states = self.judge.width, {}
        for k, name in enumerate(self.rates):
            states[name] = ("value", tuple(flat[k * width : (k + 1) * width]))
        scope = self.scope.with_(**states)
        found = []
        for tree in self.rates.values():
            value = self.judge.value(tree, scope)
            found.extend(value if isinstance(value, tuple) else [value] * width)
        return found

    def start(self, name):
        if (name, 0) in self.starts:
            value = self.judge.value(self.starts[name, 0], self.scope)
            return value if isinstance(value, tuple) else tuple([value] * self.judge.width)
        key = "w(0)" if self.label is None else f"{self.label}.w(0)"
        return tuple(Fraction(x) for x in self.judge.case["vectors"][key])

    def at(self, name, time):
        width = self.judge.width
        start = [x for state in self.rates for x in self.start(state)]
        place = list(self.rates).index(name) * width
        if isinstance(time, Fraction) and time == 0:
            return tuple(start[place : place + width])
        size = len(start)
        constant = self.rate([ZERO] * size)
        columns = [self.rate([Fraction(int(i == k)) for i in range(size)]) for k in range(size)]
        matrix = [
            [mul(time, sub(columns[k][i], constant[i])) for k in range(size)] + [mul(time, constant[i])]
            for i in range(size)
        ]
        end = exponential_times([*matrix, [ZERO] * (size + 1)], [*start, ONE])
        return tuple(end[place : place + width])


def exponential_times(matrix, vector):
    """`exp(matrix) vector`: exact where the series ends, otherwise enclosed."""
    term, result = list(vector), list(vector)
    for k in range(1, len(matrix) + 2):
        term = [mul(Fraction(1, k), dot(row, term)) for row in matrix]
        result = [add(x, y) for x, y in zip(result, term)]
        if all(n.is_zero(x) for x in term):
            return result
    return [dot(row, vector) for row in exponential(matrix)]


def exponential(matrix):
    """The series for a small part of the matrix, then squared as often as it takes. Where the rows of that part have a sum below 1,
    all terms left off together are no larger than the last one taken."""
    halvings = int(row_sum(matrix) + 1).bit_length()
    small = [[n.interval(mul(x, Fraction(1, 2**halvings))) for x in row] for row in matrix]
    width = range(len(matrix))
    term = result = [[n.interval(Fraction(int(i == k))) for k in width] for i in width]
    # A term is smaller than 1/k!, which is below 2^-precision for far smaller k.
    for k in range(1, n.PRECISION // 4 + 20):
        term = [[mul(Fraction(1, k), x) for x in row] for row in times(term, small)]
        result = [[add(x, y) for x, y in zip(r, s)] for r, s in zip(result, term)]
    rest = row_sum(term)
    result = [[add(x, n.around(ZERO, rest)) for x in row] for row in result]
    for _ in range(halvings):
        result = times(result, result)
    return result


def times(a, b):
    columns = list(zip(*b))
    return [[dot(row, column) for column in columns] for row in a]


def row_sum(matrix):
    """A fraction no smaller than the largest sum of absolute values in a row."""
    return max(n.upper(total(n.absolute(x) for x in row)) for row in matrix)


def equations(block):
    """By sequence: equations at single times, the general one, and how far its left side is ahead."""
    found = {}
    for line in block.lines:
        if line.split()[0] in ("given", "let", "killed", "drop"):
            continue
        left, _, right = ascii_form(line).partition("=")
        tree = Reader(left).operand()
        if tree[0] != "at":
            raise Skip(f"the equation {line}")
        special, general, shift = found.get(tree[2], ({}, None, 0))
        index, body = tree[3], Reader(right).statement()
        if index[0] == "number":
            special[int(index[1])] = body
        elif index == ("name", "t"):
            general = body
        elif index[0] == "+" and index[1] == ("name", "t"):
            general, shift = body, int(index[2][1])
        else:
            raise Skip(f"the equation {line}")
        found[tree[2]] = (special, general, shift)
    return found


class Judge:
    def __init__(self, library, claim, case, witness=None):
        self.library, self.case, self.witness = library, case, witness or {}
        self.memo, self.minimisers, self.schedules, self.read = {}, {}, {}, [set()]
        self.globals = Scope(None)
        self.scope = Scope(self.globals)
        self.runs, self.draws, self.shows = {}, {}, []
        self.outcome = None
        self.width = self.dimension()
        self.assumptions = []
        self.of_doubles = any("same bits" in line for line in claim if line.split()[0] == "show")
        for line in claim:
            self.line(line)

    # Values of runs are kept, with the batches that they came from

    def remembered(self, key):
        """Whether there is a value for the outcome at hand, and which."""
        for batches, values in self.memo.get(key, {}).items():
            if batches and self.outcome is None:
                raise Skip("a draw outside of a moment")
            found = tuple(self.outcome[name][place] for name, place in batches) if batches else ()
            if found in values:
                self.read[-1].update(batches)
                return True, values[found]
        return False, None

    def remember(self, key, compute):
        self.read.append(set())
        try:
            value = compute()
        finally:
            read = self.read.pop()
            self.read[-1].update(read)
        batches = tuple(sorted(read))
        found = tuple(self.outcome[name][place] for name, place in batches)
        self.memo.setdefault(key, {}).setdefault(batches, {})[found] = value
        return value

    # What is given

    def dimension(self):
        for spec in self.case.get("problems", {}).values():
            return len(spec["coordinates"])
        for vector in self.case.get("vectors", {}).values():
            return len(vector)
        for matrix in self.case.get("matrices", {}).values():
            return int(len(matrix) ** 0.5 + 0.5)
        return 1

    def line(self, line):
        head, _, rest = line.partition(" ")
        if head == "given":
            for group in groups(ascii_form(rest)):
                self.given(group.strip())
            for name, meaning in self.scope.names.items():
                if self.of_doubles and meaning[0] == "value":
                    self.scope.names[name] = ("value", spread(n.as_double, meaning[1]))
        elif head == "let":
            self.let(rest, self.scope)
        elif head == "assume":
            self.assumptions.append((Reader(rest).statement(), self.scope))
        elif head == "run":
            self.run_line(rest)
        elif head == "draw":
            self.draw_line(rest)
        elif head == "show":
            self.show_line(rest)

    def given(self, text):
        import re

        match = re.match(r"([A-Za-z0-9_, ]+?)\s*:\s*(.*)", text)
        if match:
            for name in match.group(1).split(","):
                self.given_objective(name.strip(), match.group(2))
            return
        match = re.match(r"([A-Za-z0-9_, ]+?)\s+in\s+(.*)", text)
        if match:
            for name in match.group(1).split(","):
                self.given_in(name.strip(), match.group(2))
            return
        tree = Reader(text.split(",")[-1]).statement()
        operands = [tree[1]] + [x for _, x in tree[2]]
        inner = [x for x in operands[1:-1] if x[0] == "name"]
        quantity = (inner or [x for x in operands if x[0] == "name"])[0][1]
        names = [x.strip() for x in text.split(",")[:-1]] + [quantity]
        for name in names:
            low, high = self.ends(tree, quantity)
            self.bind_scalar(name, lambda h, low=low, high=high: self.placed(h, low, high))

    def ends(self, tree, quantity):
        low = high = None
        left = tree[1]
        for op, right in tree[2]:
            if right == ("name", quantity):
                bound, op = left, MIRROR[op]
            else:
                bound = right
            if op in (">", ">="):
                low = bound
            else:
                high = bound
            left = right
        return low, high

    def placed(self, h, low, high):
        """The number at a position of a range; an end may be missing."""
        if low is None and high is None:
            return h
        if high is None:
            return add(self.value(low, self.scope), h)
        if low is None:
            return sub(self.value(high, self.scope), h)
        low, high = self.value(low, self.scope), self.value(high, self.scope)
        return add(low, mul(h, sub(high, low)))

    def bind_scalar(self, name, made):
        if name in self.witness:
            self.scope.names[name] = ("value", self.value(Reader(self.witness[name]).statement(), self.scope))
            return
        stored = self.case["scalars"][name]
        self.scope.names[name] = ("value", made(Fraction(stored)))

    def given_in(self, name, domain):
        import re

        if name in self.witness:
            value = self.value(Reader(self.witness[name]).statement(), self.scope)
            is_space = domain.startswith("R") and "^" in domain and not isinstance(value, tuple)
            self.scope.names[name] = ("value", tuple([value] * self.width) if is_space else value)
            return
        space, _, condition = domain.partition(" with ")
        space = space.strip()
        if re.fullmatch(r"R\s*\^\s*\(\s*W\s*x\s*W\s*\)", space):
            self.scope.names[name] = ("value", self.matrix(self.case["matrices"][name], condition))
        elif re.fullmatch(r"R\s*\^\s*\(?\s*W\s*\)?", space):
            self.scope.names[name] = ("value", self.vector(name, condition))
        elif space == "R":
            low, high = self.ends(Reader(condition).statement(), name) if condition else (None, None)
            self.bind_scalar(name, lambda h: self.placed(h, low, high))
        elif ".." in space:
            first, last = space.split("..", 1)
            first = self.value(Reader(first).sum(), self.scope)
            last = self.value(Reader(last).sum(), self.scope) if last.strip() else None

            def clamped(h):
                value = n.larger(h, first)
                return value if last is None else n.smaller(value, last)

            self.bind_scalar(name, clamped)
        else:
            reader = Reader(space[1:-1])
            low = reader.sum()
            reader.expect(",")
            high = reader.sum()
            self.bind_scalar(name, lambda h: self.placed(h, low, high))

    def vector(self, name, condition):
        stored = [Fraction(x) for x in self.case["vectors"][name]]
        if condition.replace(" ", "") == f"|{name}|==1":
            first = [Fraction(int(i == 0)) for i in range(len(stored))]
            size = dot(stored, stored)
            if size == 0:
                return tuple(first)
            return tuple(f - 2 * stored[0] * u / size for f, u in zip(first, stored))
        if not condition:
            return tuple(stored)
        low, high = self.ends(Reader(condition).statement(), name)
        return tuple(self.placed(h, low, high) for h in stored)

    def matrix(self, stored, condition):
        d = int(len(stored) ** 0.5 + 0.5)
        raw = [[Fraction(stored[i * d + k]) for k in range(d)] for i in range(d)]
        kind = condition.partition("(")[0].strip()
        if kind == "symmetric":
            return tuple(tuple(raw[max(i, k)][min(i, k)] for k in range(d)) for i in range(d))
        if kind in ("invertible", "positive_definite"):
            lower = [[raw[i][j] if j <= i else ZERO for j in range(d)] for i in range(d)]
            if kind == "positive_definite":
                return tuple(tuple(dot(lower[i], lower[k]) for k in range(d)) for i in range(d))
            lower = [[ONE if i == j else lower[i][j] for j in range(d)] for i in range(d)]
            upper = [[raw[i][j] if j >= i else ZERO for j in range(d)] for i in range(d)]
            return tuple(tuple(dot(lower[i], column) for column in zip(*upper)) for i in range(d))
        return tuple(tuple(row) for row in raw)

    def given_objective(self, name, words):
        import re

        words = self.witness.get(name, words)
        if name == "data":
            self.scope.names["data"] = ("objective", objective_of(self.case["problems"]["data"]))
            return
        match = re.match(r"([A-Za-z0-9_-]+)\s*(\(.*\))?\s*(?:,|$)", words)
        block = self.library.get(("objective", match.group(1))) if match else None
        online = "online" in words
        if block is not None:
            if any("two-dimensional" in line for line in block.lines):
                self.width = 2
            arguments = Reader(match.group(2) or "()").arguments()
            scope, bound = Scope(self.scope), matched(block, arguments)
            for parameter, default in block.parameters:
                value = bound.get(parameter, default)
                if value[0] == "name" and isinstance(self.scope.find(value[1]), tuple) and self.scope.find(value[1])[0] == "objective":
                    scope.names[parameter] = self.scope.find(value[1])
                else:
                    scope.names[parameter] = ("value", self.value(value, self.scope))
            objective = Formula(self, block, scope, self.width)
        else:
            curvature = threshold = None
            for item in re.findall(r"[a-z-]+\s*(\([^()]*(?:\([^()]*\)[^()]*)*\))", words):
                for key, value in Reader(item).arguments():
                    curvature = self.value(value, self.scope) if key == "curvature" else curvature
                    threshold = self.value(value, self.scope) if key == "threshold" else threshold
            single = {"family": words.partition("(")[0].strip(), "coordinates": [{}] * self.width}
            spec = self.case["problems"].get(name) or single
            objective = objective_of(spec, curvature, threshold)
        objective.online = online
        self.scope.names[name] = ("objective", objective)

    def let(self, rest, scope):
        left, _, right = ascii_form(rest).partition("=")
        tree = Reader(left).operand()
        if tree[0] == "name":
            scope.names[tree[1]] = ("let", Reader(right).statement())
        else:
            scope.names[tree[2]] = ("indexed", tree[3][1], Reader(right).statement())

    # Runs and draws

    def run_line(self, rest):
        reader = Reader(rest)
        label = None
        if reader.peek(1)[1] == ":":
            label = reader.name()
            reader.expect(":")
        name = reader.name()
        arguments = reader.arguments() if reader.peek()[1] == "(" else []
        block = self.library.get(("method", name)) or self.library.get(("flow", name))
        view, key = self.view(reader.sum()) if reader.take("on") else (None, None)
        starts, steps = {}, None
        while not reader.done:
            if reader.take("from"):
                starts["w", 0] = reader.sum()
            elif reader.take("with"):
                while True:
                    tree = reader.operand()
                    reader.expect("=")
                    name, time = (tree[2], tree[3]) if tree[0] == "at" else (tree[1], tree[3][0][1])
                    starts[name, int(time[1])] = reader.statement()
                    if not reader.take(";"):
                        break
            elif reader.take("for"):
                steps = n.whole(self.value(reader.sum(), self.scope))
                reader.at += 1
            else:
                raise Skip("the run line")
        bound = matched(block, arguments)
        if block.kind == "flow":
            self.runs[label] = Flow(self, label, block, bound, view, starts)
            return
        random = any(mentions(value, set(self.draws)) for value in bound.values())
        run = Run(self, label, block, bound, view, self.scope, starts, random, steps)
        self.runs[label] = run
        prefix = "" if label is None else label + "."
        for sequence in list(run.equations) + list(run.arguments):
            if label is not None or self.scope.find(sequence) is None or sequence in run.equations:
                self.scope.names[prefix + sequence] = ("sequence", run, sequence)

    def view(self, tree):
        if tree[0] == "*":
            inner, key = self.view(tree[2])
            factor = self.value(tree[1], self.scope)
            factor = Fraction(factor) if isinstance(factor, float) else factor
            return View(inner.base, factor, inner.change, inner.online), key
        if tree[0] == "call":
            objective = self.scope.find(tree[1])[1]
            change = self.value(tree[3][0][1][1], self.scope)
            return View(objective, None, change, getattr(objective, "online", False)), tree[1]
        objective = self.scope.find(tree[1])[1]
        return View(objective, None, None, getattr(objective, "online", False)), tree[1]

    def start(self, label):
        name = "w[0]" if label is None else f"{label}.w[0]"
        if name in self.witness:
            value = self.value(Reader(self.witness[name]).statement(), self.scope)
            return value if isinstance(value, tuple) else tuple([value] * self.width)
        stored = tuple(Fraction(x) for x in self.case["vectors"][name])
        return spread(n.as_double, stored) if self.of_doubles else stored

    def draw_line(self, rest):
        import re

        match = re.match(r"\s*(\w+)\s*(?:\[\s*1\s*\.\.(.*?)\])?\s*:\s*(.*)", ascii_form(rest))
        name, steps, kind = match.groups()
        self.draws[name] = (steps, kind)
        self.scope.names[name] = ("draw", name)

    def batches(self, name):
        """All outcomes of a draw with their probabilities."""
        import re

        steps, kind = self.draws[name]
        number = lambda text: n.whole(self.value(Reader(text).sum(), self.scope))
        match = re.match(r"(?:(.*?)\s*epochs?|epoch)\s+of\s+(.*?)\s+without", kind)
        if match:
            count = number(match.group(1)) if match.group(1) else 1
            size, samples = number(match.group(2)), self.samples()
            if factorial(samples) ** count > MOST_OUTCOMES:
                raise Skip("too many outcomes")
            orders = list(itertools.permutations(range(1, samples + 1)))
            for chosen in itertools.product(orders, repeat=count):
                cut = [order[i : i + size] for order in chosen for i in range(0, samples, size)]
                yield cut, Fraction(1, len(orders) ** count)
            return
        match = re.match(r"(.*?)\s+of\s+(.*?)\s+(with|without)\s+replacement", kind)
        if not match:
            raise Skip(f"draw {kind}")
        size, samples = number(match.group(1)), number(match.group(2))
        single = list(one_batch(size, samples, match.group(3) == "with"))
        count = 1 if steps is None else number(steps)
        if len(single) ** count > MOST_OUTCOMES:
            raise Skip("too many outcomes")
        for chosen in itertools.product(single, repeat=count):
            weight = ONE
            for _, share in chosen:
                weight *= share
            yield [batch for batch, _ in chosen], weight

    def outcomes(self):
        choices = [[(name, batches, weight) for batches, weight in self.batches(name)] for name in self.draws]
        size = 1
        for choice in choices:
            size *= len(choice)
        if size > MOST_OUTCOMES:
            raise Skip("too many outcomes")
        for chosen in itertools.product(*choices):
            weight = ONE
            for _, _, share in chosen:
                weight *= share
            yield {name: batches for name, batches, _ in chosen}, weight

    def each_outcome(self, body):
        before = self.outcome
        self.read.append(set())
        try:
            for outcome, weight in self.outcomes():
                self.outcome = outcome
                yield body(), weight
        finally:
            self.read.pop()
            self.outcome = before

    # Statements

    def show_line(self, rest):
        import re

        text = ascii_form(rest)
        match = re.search(r"\bfor\s+(\w+)\s*(?:>=\s*(.*)|in\s+(.*?)\.\.(.*))$", text)
        span = None
        if match and ":" not in match.group(0):
            text = text[: match.start()]
            name, low, first, last = match.groups()
            span = (name, Reader(low or first).sum(), Reader(last).sum() if last else None)
        self.shows.append((Reader(text).statement(), span))

    def holds_at(self, tree, index, at):
        scope = self.scope if index is None else self.scope.with_(**{index: ("value", Fraction(at))})
        return self.truth(tree, scope)

    def truth(self, tree, scope):
        kind = tree[0]
        if kind == "and":
            first = self.truth(tree[1], scope)
            return first if first == {FALSE} else lift(both, first, self.truth(tree[2], scope))
        if kind == "or":
            first = self.truth(tree[1], scope)
            return first if first == {TRUE} else lift(either, first, self.truth(tree[2], scope))
        if kind == "implies":
            first = frozenset(map(inverse, self.truth(tree[1], scope)))
            return first if first == {TRUE} else lift(either, first, self.truth(tree[2], scope))
        if kind == "iff":
            return lift(same, self.truth(tree[1], scope), self.truth(tree[2], scope))
        if kind == "not":
            return frozenset(map(inverse, self.truth(tree[1], scope)))
        if kind == "relation":
            result = frozenset({TRUE})
            left = tree[1]
            for op, right in tree[2]:
                result = lift(both, result, self.relation(op, left, right, scope))
                left = right
            return result
        if kind == "call" and tree[1] == "defined":
            try:
                self.value(tree[3][0][1], scope)
                return frozenset({TRUE})
            except Undefined:
                return frozenset({FALSE})
            except Unknown:
                return frozenset({TRUE, FALSE})
        raise Skip(f"the statement {kind}")

    def relation(self, op, left, right, scope):
        if op == "same":
            return self.same_bits(left, right, scope)
        if left == right and op in ("<=", ">=", "=="):
            try:
                self.value(left, scope)
                return frozenset({TRUE})
            except Undefined:
                return frozenset({UNDEFINED})
        try:
            a, b = self.value(left, scope), self.value(right, scope)
        except Undefined:
            return frozenset({UNDEFINED})
        except Unknown:
            return ANYTHING
        outcomes = []
        for x, y in pairs(a, b):
            try:
                order = n.compare(x, y)
                found = {"<=": order <= 0, "<": order < 0, ">=": order >= 0, ">": order > 0, "==": order == 0, "!=": order != 0}
                outcomes.append(frozenset({TRUE if found[op] else FALSE}))
            except Unknown:
                outcomes.append(frozenset({TRUE, FALSE}) if n.are_close(x, y) else ANYTHING)
        result = outcomes[0]
        for other in outcomes[1:]:
            result = lift(either if op == "!=" else both, result, other)
        return result

    def same_bits(self, left, right, scope):
        """Compares doubles. Everything given is a double and all that follows is done in doubles; gradients are exact where they are
        doubles, and where they would have to be rounded the order of the roundings is not ours to know."""
        a, b = self.value(left, scope), self.value(right, scope)
        same = all(n.as_double(x).hex() == n.as_double(y).hex() for x, y in pairs(a, b))
        return frozenset({TRUE if same else FALSE})

    def decided(self, tree, scope):
        found = self.truth(tree, scope)
        if found == {UNDEFINED}:
            raise Undefined("a condition without a value")
        if len(found) != 1:
            raise Unknown("a condition")
        return found == {TRUE}

    # Values

    def value(self, tree, scope):
        return getattr(self, "of_" + NAMES.get(tree[0], tree[0]))(tree, scope)

    def of_number(self, tree, scope):
        return float(tree[1]) if self.of_doubles else tree[1]

    def of_name(self, tree, scope):
        name = tree[1]
        if name == "W":
            return Fraction(self.width)
        if name == "N":
            return Fraction(self.samples())
        if name == "pi":
            return n.pi()
        if name == "I" and scope.find("I") is None:
            return tuple(tuple(Fraction(int(i == k)) for k in range(self.width)) for i in range(self.width))
        meaning = scope.find(name)
        if meaning is None:
            return self.fixed_name(name, scope)
        if meaning[0] == "value":
            return meaning[1]
        if meaning[0] == "let":
            return self.value(meaning[1], scope)
        if meaning[0] == "argument":
            return meaning[1].argument(meaning[2], n.whole(scope.find("t")[1]))
        raise Skip(f"the name {name} ({meaning[0]})")

    def fixed_name(self, name, scope):
        if name in ("L", "alpha", "M", "w_star", "R_star"):
            return self.constant(name, self.only_objective(scope), scope)
        base, _, suffix = name.rpartition("_")
        if not base:
            raise Skip(f"the name {name}")
        return self.of_component(("component", ("name", base), suffix), scope)

    def only_objective(self, scope):
        found = scope.find("R")
        if found and found[0] == "objective":
            return "R"
        for name, meaning in self.scope.names.items():
            if meaning[0] == "objective" and name != "data":
                return name
        raise Skip("no objective")

    def constant(self, name, objective, scope, near=None):
        found = scope.find(objective)[1]
        base = getattr(found, "base", found)
        if name in ("L", "alpha", "M"):
            return base.constant(name)
        key = next((k for k, m in self.scope.names.items() if m[0] == "objective" and m[1] is base), objective)
        if name == "w_star" and near is None:
            stored = self.case["vectors"].get("w_star near" if key == "R" else f"w_star near ({key})")
            near = None if stored is None else tuple(Fraction(x) for x in stored)
        kept = ("w_star", id(base), near)
        if not any(isinstance(x, n.Interval) for x in near or ()):
            if kept not in self.minimisers:
                self.minimisers[kept] = base.minimiser(near)
            place = self.minimisers[kept]
        else:
            place = base.minimiser(near)
        return place if name == "w_star" else base.value(place)

    def nearest(self, arguments, scope):
        """`w_star(R)`, `w_star(x)`, `w_star(R, x)`."""
        trees = [tree for _, tree in arguments]
        named = trees[0][0] == "name" and (scope.find(trees[0][1]) or ("",))[0] == "objective"
        objective = trees[0][1] if named else self.only_objective(scope)
        points = trees[1:] if named else trees
        if not points:
            return self.constant("w_star", objective, scope)
        near = self.value(points[0], scope)
        return self.constant("w_star", objective, scope, near if is_vector(near) else tuple([near] * self.width))

    def samples(self):
        for meaning in self.scope.names.values():
            if meaning[0] == "objective":
                count = getattr(meaning[1], "count", 0)
                if count:
                    return count
        raise Skip("no samples")

    def of_at(self, tree, scope):
        run, name, index = tree[1:]
        full = name if run is None else f"{run}.{name}"
        if name in ("X", "y") and scope.find(full) is None:
            data = self.scope.find("data") or self.scope.find("R")
            number = n.whole(self.value(index, scope))
            return data[1].features(number) if name == "X" else data[1].target(number)
        meaning = scope.find(full)
        if meaning is None and scope.find("the run"):
            meaning = ("sequence", scope.find("the run")[1], name)
        if meaning is None and run is None and None in self.runs:
            meaning = ("sequence", self.runs[None], name)
        if meaning is None:
            raise Skip(f"the sequence {full}")
        if meaning[0] == "indexed":
            at = self.value(index, scope)
            return self.value(meaning[2], scope.with_(**{meaning[1]: ("value", at)}))
        if meaning[0] == "sequence":
            return meaning[1].at(meaning[2], n.whole(self.value(index, scope)))
        if meaning[0] == "argument":
            return meaning[1].argument(meaning[2], n.whole(self.value(index, scope)))
        if meaning[0] in ("value", "let") and None in self.runs:
            return self.runs[None].at(name, n.whole(self.value(index, scope)))
        raise Skip(f"{full} at an index")

    def of_negate(self, tree, scope):
        return spread(negate, self.value(tree[1], scope))

    def elementwise(self, f, tree, scope):
        return spread(f, self.value(tree[1], scope), self.value(tree[2], scope))

    def of_plus(self, tree, scope):
        return self.elementwise(add, tree, scope)

    def of_minus(self, tree, scope):
        return self.elementwise(sub, tree, scope)

    def of_times(self, tree, scope):
        return self.elementwise(mul, tree, scope)

    def of_over(self, tree, scope):
        return self.elementwise(div, tree, scope)

    def of_power(self, tree, scope):
        return self.elementwise(n.power, tree, scope)

    def of_matmul(self, tree, scope):
        a, b = self.value(tree[1], scope), self.value(tree[2], scope)
        if is_matrix(b):
            return tuple(tuple(dot(row, column) for column in zip(*b)) for row in a)
        return tuple(dot(row, b) for row in a)

    def of_norm(self, tree, scope):
        x = self.value(tree[1], scope)
        return n.sqrt(dot(x, x)) if is_vector(x) else n.absolute(x)

    def of_inner(self, tree, scope):
        a, b = self.value(tree[1], scope), self.value(tree[2], scope)
        return total(mul(x, y) for x, y in pairs(a, b)) if is_vector(a) or is_vector(b) else mul(a, b)

    def of_component(self, tree, scope):
        x = self.value(tree[1], scope)
        place = int(tree[2]) if tree[2].isdigit() else n.whole(scope.find(tree[2])[1])
        return entry(x, place)

    def part(self, objective, index, scope):
        """The samples that an index of an objective means; None for all."""
        found = scope.find(objective)[1]
        if index is None:
            if isinstance(found, View) and found.online:
                return [(n.whole(scope.find("t")[1]) - 1) % found.base.count + 1]
            return None
        drawn = self.drawn(index, scope)
        if drawn is not None:
            return list(drawn)
        number = n.whole(self.value(index, scope))
        base = getattr(found, "base", found)
        if getattr(base, "online", False):
            return [(number - 1) % base.count + 1]
        return [number]

    def drawn(self, index, scope):
        """The batch that a tree names, if it names one."""
        at = ZERO
        if index[0] == "at" and index[1] is None:
            name, at = index[2], self.value(index[3], scope) - 1
        elif index[0] == "name":
            name = index[1]
        else:
            return None
        meaning = scope.find(name)
        while meaning and meaning[0] == "argument":
            tree = meaning[1].arguments[meaning[2]]
            if tree[0] != "name":
                return None
            meaning = meaning[1].claim_scope.find(tree[1])
        if not meaning or meaning[0] != "draw":
            return None
        if self.outcome is None:
            raise Skip("a draw outside of a moment")
        place = n.whole(at)
        batches = self.outcome[meaning[1]]
        if not 0 <= place < len(batches):
            raise Undefined("no such batch")
        self.read[-1].add((meaning[1], place))
        return batches[place]

    def of_grad(self, tree, scope, second=False):
        objective = scope.find(tree[1])[1]
        w = self.value(tree[3], scope)
        w = w if is_vector(w) else tuple([w] * self.width)
        if any(isinstance(x, n.Jet) for x in w):
            raise Skip("derivatives of derivatives")
        point = n.variables(spread(Fraction, w) if self.of_doubles else w, second)
        jet = objective.value(point, self.part(tree[1], tree[2], scope))
        jet = n.lifted(jet, point[0])
        found = tuple(tuple(row) for row in jet.bend) if second else tuple(jet.slope)
        return spread(n.as_double, found) if self.of_doubles else found

    def of_hess(self, tree, scope):
        return self.of_grad(tree, scope, True)

    def of_fold(self, tree, scope):
        _, kind, index, span, body = tree
        if span is None:
            first, last = 1, (self.samples() if names_a_sample(body, index, self) else self.width)
        else:
            first, last = (n.whole(self.value(end, scope)) for end in span)
        each = [scope.with_(**{index: ("value", Fraction(k))}) for k in range(first, last + 1)]
        if kind == "first":
            for k, inner in zip(range(first, last + 1), each):
                if self.decided(body, inner):
                    return Fraction(k)
            raise Undefined("no index")
        if kind == "count":
            return Fraction(sum(self.decided(body, inner) for inner in each))
        values = [self.value(body, inner) for inner in each]
        if not values and kind in ("sum", "product"):
            return ZERO if kind == "sum" else ONE
        if not values:
            raise Undefined("a mean, maximum or minimum over nothing")
        return folded(kind, values)

    def of_cases(self, tree, scope):
        _, arms, otherwise = tree
        if self.speaks_of_components(tree, scope):
            return tuple(self.of_cases(projected(tree, i), scope) for i in range(1, self.width + 1))
        for condition, value in arms:
            if self.decided(condition, scope):
                return self.value(value, scope)
        return self.value(otherwise, scope)

    def speaks_of_components(self, tree, scope):
        """Whether the conditions compare vectors, so that each component has a case of its own."""
        def vector_relation(tree):
            if tree[0] == "relation":
                return any(self.shape_is_vector(x, scope) for x in [tree[1]] + [x for _, x in tree[2]])
            return any(vector_relation(x) for x in tree[1:] if isinstance(x, tuple))

        return any(vector_relation(condition) for condition, _ in tree[1])

    def shape_is_vector(self, tree, scope):
        try:
            return is_vector(self.value(tree, scope))
        except (Undefined, Unknown):
            return False

    def of_project(self, tree, scope):
        x = self.value(tree[1], scope)
        return x[tree[2] - 1] if is_vector(x) else x

    def of_moment(self, tree, scope):
        _, kind, body = tree
        if kind == "P":
            chance = ZERO
            for found, weight in self.each_outcome(lambda: self.truth(body, scope)):
                if found == {UNDEFINED}:
                    raise Undefined("an outcome without a value")
                if len(found) > 1:
                    raise Unknown("an outcome")
                chance += weight if found == {TRUE} else 0
            return chance
        mean, second = None, None
        for value, weight in self.each_outcome(lambda: self.value(body, scope)):
            share = spread(lambda x: mul(weight, x), value)
            mean = share if mean is None else spread(add, mean, share)
            if kind == "Var":
                square = spread(lambda x: mul(weight, mul(x, x)), value)
                second = square if second is None else spread(add, second, square)
        return mean if kind == "E" else spread(lambda s, m: sub(s, mul(m, m)), second, mean)

    def of_state(self, tree, scope):
        return self.runs[tree[1]].at(tree[2], self.value(tree[3], scope))

    def of_call(self, tree, scope):
        _, name, index, arguments = tree
        meaning = scope.find(name)
        if meaning and meaning[0] == "objective":
            w = self.value(arguments[0][1], scope)
            w = w if is_vector(w) else tuple([w] * self.width)
            if self.of_doubles:
                raise Skip("the bits of an objective's value")
            return meaning[1].value(w, self.part(name, index, scope))
        if name == "w_star":
            return self.nearest(arguments, scope)
        if name == "order":
            return self.order(arguments[0][1], scope)
        if name in ("L", "alpha", "M", "R_star") and len(arguments) == 1 and arguments[0][1][0] == "name":
            return self.constant(name, arguments[0][1][1], scope)
        block = self.library.get(("schedule", name))
        if block is not None:
            return self.schedule(tree, block, arguments, scope)
        if name in ("size", "multiplicity"):
            if name == "size" and self.outcome is None:
                sizes = self.each_outcome(lambda: Fraction(len(self.drawn(arguments[0][1], scope))))
                return next(size for size, _ in sizes)
            batch = self.drawn(arguments[-1][1], scope)
            if name == "size":
                return Fraction(len(batch))
            return Fraction(list(batch).count(n.whole(self.value(arguments[0][1], scope))))
        flow = self.runs.get(None)
        if isinstance(flow, Flow) and name in flow.rates:
            return flow.at(name, self.value(arguments[0][1], scope))
        values = [self.value(value, scope) for _, value in arguments]
        if name in ELEMENTWISE:
            return spread(lambda *x: function(name, *x), *values)
        return self.whole_function(name, values)

    def whole_function(self, name, values):
        if name == "norm1":
            return total(n.absolute(x) for x in values[0]) if is_vector(values[0]) else n.absolute(values[0])
        if name == "norminf":
            return folded("max", [n.absolute(x) for x in values[0]]) if is_vector(values[0]) else n.absolute(values[0])
        if name == "unit":
            return tuple(Fraction(int(i == n.whole(values[0]))) for i in range(1, self.width + 1))
        if name == "entry":
            return entry(values[0], n.whole(values[1]))
        if name == "outer":
            return tuple(tuple(mul(a, b) for b in values[1]) for a in values[0])
        if name == "diag":
            return tuple(tuple(x if i == k else ZERO for k in range(self.width)) for i, x in enumerate(values[0]))
        if name == "transpose":
            return tuple(zip(*values[0]))
        if name in ("lambda_max", "lambda_min"):
            found = eigenvalues(values[0])
            return folded("max" if name == "lambda_max" else "min", found)
        if name == "solve":
            right = values[1] if is_vector(values[1]) else tuple([values[1]] * self.width)
            solution, rank = solve(values[0], right)
            if rank < len(right):
                raise Undefined("a singular matrix")
            return tuple(solution)
        raise Skip(f"the function {name}")

    def order(self, tree, scope):
        """The measured order of convergence of a run, as docs/language.md defines it."""
        meaning = scope.find(tree[1])
        if not meaning or meaning[0] != "sequence":
            raise Skip("the order of what is no run")
        run, objective = meaning[1], meaning[1].view.base
        place = objective.minimiser(run.at("w", 0))

        def error(t):
            away = tuple(sub(x, p) for x, p in zip(run.at("w", t), place))
            return n.sqrt(dot(away, away))

        near = Fraction(1, 2**600)
        for last in range(0, 65):
            if n.compare(error(last), near) < 0:
                break
        if last < 2:
            raise Undefined("an order takes three points")
        if any(n.is_zero(error(t)) for t in (last, last - 1, last - 2)):
            raise Undefined("a run that meets the minimiser has no order")
        fall = [n.log(div(error(t), error(t - 1))) for t in (last, last - 1)]
        return div(fall[0], fall[1])

    def schedule(self, tree, block, arguments, scope):
        holder = scope.find("the run")
        if holder is None:
            raise Skip("a schedule outside of a run")
        memo_key = ("schedule", id(holder[1]), id(tree))
        run = self.schedules.get(memo_key)
        if run is None:
            bound = matched(block, arguments)
            run = Run(self, None, block, bound, holder[1].view, self.scope, {}, False)
            for sequence in holder[1].equations:
                run.scope.names.setdefault(sequence, ("sequence", holder[1], sequence))
            self.schedules[memo_key] = run
        names = list(run.equations)
        wanted = next((k for k, v in holder[1].arguments.items() if v is tree), None)
        name = wanted if wanted in names else ("eta" if "eta" in names else names[-1])
        return run.at(name, n.whole(scope.find("t")[1]))


def matched(block, arguments):
    """Arguments by the parameters' names; those without a name take the parameters that are left, in order."""
    bound = {key: value for key, value in arguments if key is not None}
    free = [parameter for parameter, _ in block.parameters if parameter not in bound]
    bound.update(zip(free, (value for key, value in arguments if key is None)))
    return bound


NAMES = {"+": "plus", "-": "minus", "*": "times", "/": "over", "^": "power", "@": "matmul"}


def groups(text):
    """Splits at `;` outside of brackets."""
    depth, found, start = 0, [], 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == ";" and depth <= 0:
            found.append(text[start:place])
            start = place + 1
    return found + [text[start:]]


def mentions(tree, names):
    if not isinstance(tree, (tuple, list)):
        return False
    if len(tree) > 1 and tree[0] == "name" and tree[1] in names:
        return True
    return any(mentions(x, names) for x in tree)


def names_a_sample(tree, index, judge):
    """Whether an index stands for a sample: `X[n]`, `y[n]`, `R[n](w)`, `multiplicity(n, B)`."""
    if not isinstance(tree, (tuple, list)) or not tree:
        return False
    if tree[0] == "at" and tree[2] in ("X", "y") and mentions(tree[3], {index}):
        return True
    if tree[0] in ("call", "grad", "hess") and tree[2] is not None and mentions(tree[2], {index}):
        return True
    if tree[0] == "call" and tree[1] == "multiplicity" and mentions(tree[3][0], {index}):
        return True
    return any(names_a_sample(x, index, judge) for x in tree if isinstance(x, (tuple, list)))


def projected(tree, place):
    """The tree for one component."""
    if tree[0] == "cases":
        arms = [(projected(c, place), projected(v, place)) for c, v in tree[1]]
        return ("cases", arms, projected(tree[2], place))
    if tree[0] in ("and", "or", "implies", "iff", "not", "+", "-", "*", "/", "^", "negate"):
        return (tree[0],) + tuple(projected(x, place) for x in tree[1:])
    if tree[0] == "relation":
        return ("relation", projected(tree[1], place), [(op, projected(x, place)) for op, x in tree[2]])
    if tree[0] == "call" and tree[1] in ELEMENTWISE:
        return ("call", tree[1], None, [(k, projected(x, place)) for k, x in tree[3]])
    return ("project", tree, place)


def pairs(a, b):
    """Components side by side."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        size = len(a) if isinstance(a, tuple) else len(b)
        for i in range(size):
            yield from pairs(a[i] if isinstance(a, tuple) else a, b[i] if isinstance(b, tuple) else b)
    else:
        yield a, b


def entry(x, place):
    if not isinstance(x, tuple):
        return x
    if not 1 <= place <= len(x):
        raise Undefined("no such component")
    return x[place - 1]


def folded(kind, values):
    result = values[0]
    for value in values[1:]:
        step = {"product": mul, "max": n.larger, "min": n.smaller}.get(kind, add)
        result = spread(step, result, value)
    count = Fraction(len(values))
    if kind == "mean":
        return spread(lambda x: div(x, count), result)
    if kind == "Var":
        mean = spread(lambda x: div(x, count), result)
        squares = [spread(lambda x, m: mul(sub(x, m), sub(x, m)), value, mean) for value in values]
        return folded("mean", squares)
    return result


def function(name, x, *more):
    if name == "sqrt":
        return n.sqrt(x)
    if name == "abs":
        return n.absolute(x)
    if name == "sign":
        return Fraction(n.sign(x))
    if name == "exp":
        return n.exp(x)
    if name in ("log", "ln"):
        return n.log(x)
    if name == "cos":
        return n.cos(x)
    if name == "floor":
        return n.floor(x)
    if name == "ceil":
        return negate(n.floor(negate(x)))
    if name == "max":
        return folded("max", [x, *more])
    if name == "min":
        return folded("min", [x, *more])
    if name == "clip":
        return n.larger(more[0], n.smaller(x, more[1]))
    if name == "mod":
        return sub(x, mul(more[0], n.floor(div(x, more[0]))))
    if name == "div0":
        if n.sign(more[0]) == 0 and n.sign(x) == 0:
            return ZERO
        return div(x, more[0])
    raise Skip(f"the function {name}")


def one_batch(size, samples, replacement):
    if replacement:
        for batch in itertools.combinations_with_replacement(range(1, samples + 1), size):
            ways = factorial(size)
            for sample in set(batch):
                ways //= factorial(batch.count(sample))
            yield batch, Fraction(ways, samples**size)
    else:
        chosen = list(itertools.combinations(range(1, samples + 1), size))
        for batch in chosen:
            yield batch, Fraction(1, len(chosen))
