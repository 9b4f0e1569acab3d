"""A reader of the claim language, written from docs/language.md alone. Trees are tuples whose first entry says what they are."""

import re
from fractions import Fraction

SIGNS = {
    "≤": "<=", "≥": ">=", "≠": "!=", "‖": "|", "∥": "|", "⟨": "<", "⟩": ">", "·": "*", "⋅": "*", "×": "*", "⊙": "*",
    "−": "-", "…": "..", "∈": " in ", "∧": " and ", "∨": " or ", "¬": " not ", "⇒": " implies ", "⟹": " implies ",
    "⇔": " iff ", "⟺": " iff ", "∇²": " hess ", "∇": " grad ", "Σ": " sum", "∑": " sum", "Π": " product", "∏": " product",
    "√": "sqrt", "∞": "inf", "ℝ": "R", "𝔼": "E", "ℙ": "P", "⋆": "_star",
}
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta", "θ": "theta", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ω": "omega", "κ": "kappa", "π": "pi", "ϵ": "eps",
}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵗⁱⁿᵏ", "0123456789-+tink"))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₜ", "0123456789ijknt"))
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)"
    r"|(?P<subscript>_[A-Za-z0-9]+)"
    r"|(?P<sign><=|>=|==|!=|\.\.|[-+*/^@<>=|()\[\],;:.\"]))"
)
FOLDS = {"sum", "product", "mean", "Var", "max", "min", "first", "count"}
WORDS = {"and", "or", "not", "iff", "implies", "in", "for", "else", "same"}


def ascii_form(text):
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    text = re.sub("[" + "".join(RAISED) + "]+", lambda m: "^(" + "".join(RAISED[c] for c in m.group()) + ")", text)
    text = re.sub("[" + "".join(LOWERED) + "]+", lambda m: "_" + "".join(LOWERED[c] for c in m.group()), text)
    for letter, name in GREEK.items():
        text = re.sub(letter + r"_(\d)", name + r"\1", text)
        text = text.replace(letter, name)
    return text


def tokens(text):
    text, place, found = ascii_form(text), 0, []
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if not match:
            raise SyntaxError(f"cannot read {text[place:place + 20]!r}")
        place = match.end()
        found.append((match.lastgroup, match.group(match.lastgroup)))
    return found


class Reader:
    def __init__(self, text):
        self.words = tokens(text) if isinstance(text, str) else text
        self.at = 0

    def peek(self, ahead=0):
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else (None, None)

    def take(self, text):
        if self.peek()[1] == text:
            self.at += 1
            return True
        return False

    def expect(self, text):
        if not self.take(text):
            raise SyntaxError(f"{text!r} expected, found {self.peek()[1]!r}")

    def name(self):
        kind, text = self.peek()
        if kind != "name":
            raise SyntaxError(f"a name expected, found {text!r}")
        self.at += 1
        return text

    @property
    def done(self):
        return self.at >= len(self.words)

    def statement(self):
        left = self.implies()
        while self.take("iff"):
            left = ("iff", left, self.implies())
        return left

    def implies(self):
        left = self.either()
        if self.take("implies"):
            return ("implies", left, self.implies())
        return left

    def either(self):
        left = self.both()
        while self.take("or"):
            left = ("or", left, self.both())
        return left

    def both(self):
        left = self.negation()
        while self.take("and"):
            left = ("and", left, self.negation())
        return left

    def negation(self):
        if self.take("not"):
            return ("not", self.negation())
        return self.relation()

    def relation(self):
        first, links = self.sum(), []
        while True:
            op = self.peek()[1]
            if op == "same":
                self.at += 1
                self.expect("bits")
                self.take("as")
            elif op in ("<=", "<", ">=", ">", "==", "!="):
                self.at += 1
            else:
                break
            links.append((op, self.sum()))
        return ("relation", first, links) if links else first

    def sum(self):
        left = self.product()
        while self.peek()[1] in ("+", "-") and self.peek()[0] == "sign":
            op = self.peek()[1]
            self.at += 1
            left = (op, left, self.product())
        return left

    def product(self):
        left = self.signed()
        while self.peek()[1] in ("*", "/", "@"):
            op = self.peek()[1]
            self.at += 1
            left = (op, left, self.signed())
        return left

    def signed(self):
        if self.take("-"):
            return ("negate", self.signed())
        operand = self.operand()
        while self.peek()[0] == "subscript":
            operand = ("component", operand, self.peek()[1][1:])
            self.at += 1
        if self.take("^"):
            return ("^", operand, self.signed())
        return operand

    def operand(self):
        kind, text = self.peek()
        if kind == "number":
            self.at += 1
            return ("number", Fraction(text))
        if text == "(":
            self.at += 1
            inner = self.statement()
            self.expect(")")
            return inner
        if text == "|":
            self.at += 1
            inner = self.sum()
            self.expect("|")
            norm = "norm"
            if self.peek()[0] == "subscript":
                norm = {"_1": "norm1", "_inf": "norminf", "_2": "norm"}[self.peek()[1]]
                self.at += 1
            return ("call", norm, None, [(None, inner)]) if norm != "norm" else ("norm", inner)
        if text == "<":
            self.at += 1
            left = self.sum()
            self.expect(",")
            right = self.sum()
            self.expect(">")
            return ("inner", left, right)
        if text in ("grad", "hess"):
            self.at += 1
            name, index = self.name(), self.index()
            self.expect("(")
            point = self.statement()
            self.expect(")")
            return (text, name, index, point)
        if kind == "name" and text not in WORDS:
            return self.named()
        raise SyntaxError(f"an expression expected, found {text!r}")

    def index(self):
        if not self.take("["):
            return None
        inner = self.statement()
        self.expect("]")
        return inner

    def named(self):
        name = self.name()
        if self.take("."):
            member = self.name()
            if self.take("("):
                time = self.statement()
                self.expect(")")
                return ("state", name, member, time)
            index = self.index()
            return ("name", name + "." + member) if index is None else ("at", name, member, index)
        if name in ("E", "Var", "P") and self.peek()[1] == "[":
            return ("moment", name, self.index())
        index = self.index()
        if self.peek()[1] != "(":
            return ("name", name) if index is None else ("at", None, name, index)
        if name == "cases":
            return self.cases()
        if name in FOLDS and self.peek(1)[0] == "name" and self.peek(2)[1] in ("in", ":"):
            return self.fold(name)
        return ("call", name, index, self.arguments())

    def cases(self):
        self.expect("(")
        arms = []
        while not self.take("else"):
            condition = self.statement()
            self.expect(":")
            arms.append((condition, self.statement()))
            self.expect(";")
        otherwise = self.statement()
        self.expect(")")
        return ("cases", arms, otherwise)

    def fold(self, kind):
        self.expect("(")
        index, span = self.name(), None
        if self.take("in"):
            first = self.sum()
            self.expect("..")
            span = (first, self.sum())
        self.expect(":")
        body = self.statement()
        self.expect(")")
        return ("fold", kind, index, span, body)

    def arguments(self):
        self.expect("(")
        found = []
        while not self.take(")"):
            name = None
            if self.peek(1)[1] == "=":
                name = self.name()
                self.expect("=")
            found.append((name, self.statement()))
            self.take(",")
        return found


FENCE = re.compile(r"^```(method|schedule|objective|claim|step|mutant|flow)\s+(.*?)\n(.*?)^```", re.M | re.S)


class Block:
    """A fenced block: its kind, name, what it belongs to, parameters with defaults, and lines."""

    def __init__(self, kind, head, body):
        head = re.sub(r'"[^"]*"|“[^”]*”', "", head).strip()
        match = re.match(r"([^\s(]+)\s*(?:of\s+(\S+))?\s*(?:\((.*)\))?", head)
        self.kind, self.name, self.of = kind, match.group(1), match.group(2)
        self.parameters = []
        for name, value in Reader("(" + (match.group(3) or "") + ")").arguments():
            self.parameters.append((name, value) if name else (value[1], None))
        self.lines = joined(body)


def joined(body):
    """Lines without comments; one that ends in an operator, a comma or an open bracket goes on in the next one."""
    lines, waiting = [], ""
    for raw in body.split("\n"):
        line = re.sub(r'#[^"]*$', "", raw).rstrip()
        if not line.strip():
            continue
        waiting = (waiting + " " + line.strip()).strip()
        plain = re.sub(r'"[^"]*"', "", ascii_form(waiting))
        open_brackets = sum(plain.count(c) for c in "([") - sum(plain.count(c) for c in ")]")
        half_open = re.search(r"\bin\s+[(\[][^()\[\]]*[)\]]", plain) is not None
        goes_on = re.search(r"(?:[-+*/^@=,]|<=|>=|<|\b(?:and|or|implies|iff|not|in|for))$", plain)
        if goes_on or (open_brackets > 0 and not half_open):
            continue
        lines.append(waiting)
        waiting = ""
    return lines + ([waiting] if waiting else [])


def blocks(text):
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    return [Block(*match.groups()) for match in FENCE.finditer(text)]
