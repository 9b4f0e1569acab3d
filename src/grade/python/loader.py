"""Runs a student's program for descentcheck.

It is told what to run, and says what came of it, in lines of words on two descriptors that are none of 0, 1 and 2. What is judged is what the
student's code answers, and nothing that is decided here: whoever changes this code while it runs gains nothing.
Python 3.8 and later, standard library only; NumPy is used where the student's code uses it.
"""

import os
import sys


def descriptors():
    """Moves the two pipes out of the way of `print` and `input`."""
    import fcntl

    heard = fcntl.fcntl(0, fcntl.F_DUPFD_CLOEXEC, 100)
    said = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 100)
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    for first, last in ((3, heard), (heard + 1, said), (said + 1, 256)):
        os.closerange(first, last)
    return heard, said


class Refused(BaseException):
    """The oracle does not answer any more."""


class Shape(Exception):
    """What was returned is no point."""


class Submission(Exception):
    """The submission cannot be called."""


def quoted(text):
    """A string as JSON, in ASCII."""
    out = ['"']
    for c in text[:1000]:
        if c in '"\\':
            out.append("\\" + c)
        elif " " <= c <= "~":
            out.append(c)
        elif ord(c) < 0x10000:
            out.append("\\u%04x" % (0xFFFD if 0xD800 <= ord(c) < 0xE000 else ord(c)))
        else:
            high, low = divmod(ord(c) - 0x10000, 0x400)
            out.append("\\u%04x\\u%04x" % (0xD800 + high, 0xDC00 + low))
    return "".join(out) + '"'


class Pipe:
    """Lines in and out."""

    def __init__(self, heard, said):
        self.heard, self.said, self.rest = heard, said, b""

    def hear(self, read=os.read, leave=os._exit):
        while b"\n" not in self.rest:
            more = read(self.heard, 65536)
            if not more:
                leave(0)
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode("ascii").split(" ")

    def say(self, line, write=os.write):
        left = (line + "\n").encode("ascii")
        while left:
            left = left[write(self.said, left):]


class Asked:
    """Whether NumPy was asked for. Where it cannot be imported, that is not the student's fault."""

    numpy = is_told = False

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == "numpy":
            cls.numpy = True
        return None


def missing(pipe):
    """Says what was asked for and is not there."""
    if Asked.numpy and not Asked.is_told and sys.modules.get("numpy") is None:
        Asked.is_told = True
        pipe.say("note missing numpy")


MOST_NUMBERS = 2000

# What is noticed of the numbers, told once.
REMARKS = {}


def number(x):
    """A double, copied once: an object that lies lies once."""
    if isinstance(x, (str, bytes, bytearray)) or not hasattr(x, "__float__"):
        raise Shape("returned a value of type %s in the place of a number" % type(x).__name__)
    try:
        return float(x)
    except OverflowError:
        raise Shape("returned a whole number that is too large for a double")


def flat(value, depth=0):
    """The numbers of something nested, and its shape."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and not isinstance(value, (list, tuple, int, float)) and hasattr(value, "__array__"):
        value = numpy.asarray(value)
        if value.size > MOST_NUMBERS:
            raise Shape("returned an array of shape %s" % (tuple(value.shape),))
        if value.dtype.kind == "f" and value.dtype.itemsize < 8:
            REMARKS.setdefault("calculates in %s" % value.dtype.name, False)
        return [number(x) for x in value.ravel().tolist()], tuple(value.shape)
    if hasattr(value, "__float__"):
        return [number(value)], ()
    if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__") or depth > 3:
        raise Shape("returned a value of type %s, no point" % type(value).__name__)
    numbers, inner, count = [], None, 0
    for item in value:
        more, shape = flat(item, depth + 1)
        if inner not in (None, shape):
            raise Shape("returned a ragged list")
        inner, count = shape, count + 1
        numbers += more
        if len(numbers) > MOST_NUMBERS:
            raise Shape("returned more than %d numbers" % MOST_NUMBERS)
    return numbers, (count,) + (inner or ())


def point(value, width):
    """The numbers of a point."""
    numbers, shape = flat(value)
    if shape in ((width,), (width, 1), (1, width)) or width == 1 and len(numbers) == 1:
        return numbers
    raise Shape("returned shape %s, not (%d,)" % (shape, width))


class Call:
    """How a function of the student's is called: which of its arguments get which of the things given."""

    def __init__(self, function, order, things, more=("t", "state", "steps", "N")):
        self.function = function
        names, positional, optional, rest = signature(function)
        known = set(names)
        # What nobody asked for is no argument: a student may call `g` what is another thing here.
        given = {name for name in things if name in order or name in more}
        self.by_position, self.by_name, self.names = [], [], {}
        gap = False
        for at, name in enumerate(names):
            source = name if name in given else None
            if source is None and at < len(order) and order[at] not in known and order[at] in given:
                source = order[at]
            self.names[source] = name
            if source is None:
                if name not in optional:
                    raise Submission(
                        "`%s` wants `%s`, which it is not given; it is given %s"
                        % (getattr(function, "__name__", "it"), name, ", ".join(order))
                    )
                gap = True
            elif at < positional and not gap:
                self.by_position.append(source)
            else:
                self.by_name.append((name, source))
        if rest:
            used = set(self.by_position) | {source for _, source in self.by_name}
            self.by_name += [(name, name) for name in order if name not in used]
        self.sources = self.by_position + [source for _, source in self.by_name]

    def __call__(self, things):
        return self.function(
            *[things[source] for source in self.by_position], **{name: things[source] for name, source in self.by_name}
        )


def signature(function):
    """The names of arguments, how many may be given by position, which may be left out, whether any others are taken."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        import inspect

        names, optional, rest, positional = [], set(), False, 0
        for name, parameter in inspect.signature(function).parameters.items():
            if parameter.kind == parameter.VAR_KEYWORD:
                rest = True
            elif parameter.kind != parameter.VAR_POSITIONAL:
                names.append(name)
                positional += parameter.kind != parameter.KEYWORD_ONLY
                if parameter.default is not parameter.empty:
                    optional.add(name)
        return names, positional, optional, rest
    inner = getattr(function, "__func__", function)
    skip = 1 if hasattr(function, "__func__") else 0
    names = list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    optional = set(inner.__kwdefaults__ or ())
    defaults = len(inner.__defaults__ or ())
    optional |= set(names[code.co_argcount - defaults: code.co_argcount])
    return names[skip:], code.co_argcount - skip, optional, bool(code.co_flags & 8)


def unread(text):
    """Why a file that Python does not read is no text, or none that Python knows; nothing where it is text."""
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the file is text in UTF-16: save it as UTF-8"
    if b"\0" in text:
        return "the file is not text: it has bytes that are zero"
    head = b"\n".join(text.split(b"\n")[:2])
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"coding" not in head:
            line = text.count(b"\n", 0, error.start) + 1
            return "the file is not UTF-8: line %d has the byte 0x%02x; save it as UTF-8" % (line, text[error.start])
    return None


class Program:
    """The student's code."""

    def __init__(self, path):
        self.path, self.folder = path, os.path.dirname(path)
        self.module = type(sys)("submission")
        self.module.__file__ = path
        self.trees, self.was_in_place = [], False
        sys.modules["submission"] = self.module
        sys.path[:] = [folder for folder in sys.path if folder]
        # At the end, so that a `numpy.py` beside it does not take the place of the library.
        sys.path.append(self.folder)
        sys.meta_path.insert(0, Asked)
        sys.argv = [path]

    def load(self, notes):
        import ast

        if self.path.endswith(".ipynb"):
            cells(self, ast, notes)
            return
        with open(self.path, "rb") as file:
            text = file.read()
        if not text.strip():
            raise Submission("the file is empty")
        try:
            tree = ast.parse(text, self.path)
        except (SyntaxError, ValueError) as error:
            raise Submission(unread(text)) if unread(text) else error
        self.trees.append((self.path, tree))
        exec(compile(tree, self.path, "exec", dont_inherit=True), self.module.__dict__)

    def frames(self, error):
        """The student's own frames of an exception, the innermost last, as words."""
        found = []
        if isinstance(error, SyntaxError) and (error.filename or "").startswith((self.folder, "<cell")):
            return ["<module>:%d" % (error.lineno or 0)]
        trace = error.__traceback__
        while trace is not None and len(found) < 1000:
            code = trace.tb_frame.f_code
            file = code.co_filename
            if file.startswith("<cell"):
                found.append("%s/%s:%d" % (file[1:-1].replace(" ", ""), code.co_name, trace.tb_lineno))
            elif file.startswith(self.folder):
                name = code.co_name if file == self.path else os.path.basename(file) + "/" + code.co_name
                found.append("%s:%d" % (name.replace(" ", ""), trace.tb_lineno))
            trace = trace.tb_next
        return found[-20:]

    def find(self, name, style):
        """The function or class that is asked for."""
        own = self.module.__dict__
        made_here = [x for x in own.values() if getattr(x, "__module__", None) == "submission"]
        classes = [x for x in made_here if isinstance(x, type) and stepping(x)]
        functions = [x for x in made_here if hasattr(x, "__code__")]
        found = own.get(name)
        if found is None and style in ("step", "class") and len(classes) == 1:
            found = classes[0]
        if found is None and style != "class" and len(functions) == 1:
            found = functions[0]
        if found is None:
            what = "class" if style == "class" else "function"
            names = ", ".join("`%s`" % x.__name__ for x in made_here if hasattr(x, "__name__")) or "nothing"
            raise Submission("there is no %s `%s`; the file defines %s" % (what, name, names))
        if isinstance(found, type) and not stepping(found):
            raise Submission("the class `%s` has no method `step`" % found.__name__)
        if not callable(found):
            raise Submission("`%s` is no function" % name)
        return found

    def changes(self, name):
        """The lines that may change an argument of this name in place."""
        import ast

        lines = []
        for _, tree in self.trees:
            for node in ast.walk(tree):
                targets = [node.target] if isinstance(node, ast.AugAssign) else getattr(node, "targets", [])
                for target in targets:
                    is_item = isinstance(target, ast.Subscript)
                    while isinstance(target, ast.Subscript):
                        target = target.value
                    if isinstance(target, ast.Name) and target.id == name and (is_item or isinstance(node, ast.AugAssign)):
                        lines.append(node.lineno)
        return lines

    def is_in_place(self, name, is_changed):
        """Whether a function that returns nothing has its answer in this argument: a step of 0 changes nothing."""
        self.was_in_place = self.was_in_place or is_changed or bool(self.changes(name))
        return self.was_in_place


def stepping(cls):
    """The method of a class that takes a step."""
    for name in ("step", "update", "__call__"):
        # Every class has a `__call__`: that of its own class.
        if any(name in vars(base) for base in cls.__mro__) and callable(getattr(cls, name, None)):
            return name
    return None


def cells(program, ast, notes):
    """Runs the code cells of a notebook that define something; a cell that fails is told, and the rest goes on."""
    import json

    with open(program.path, "rb") as file:
        book = notebook(file.read(), json)
    sources = []
    for cell in book["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            source = "".join(x for x in source if isinstance(x, str)) if isinstance(source, list) else source
            about = cell.get("metadata")
            tags = about.get("tags") if isinstance(about, dict) else None
            sources.append((source if isinstance(source, str) else "", "descentcheck" in (tags or [])))
    if not any(text.strip() for text, _ in sources):
        raise Submission("the notebook has no code")
    marked = [i for i, (text, tag) in enumerate(sources) if tag or text.lstrip().startswith("# descentcheck")]
    for i, (text, _) in enumerate(sources):
        if marked and i not in marked:
            continue
        name = "<cell %d>" % (i + 1)
        try:
            tree = ast.parse(without_magics(text, ast), name)
            if not marked:
                tree.body = [node for node in tree.body if defines(node, ast)]
            program.trees.append((name, tree))
            exec(compile(tree, name, "exec", dont_inherit=True), program.module.__dict__)
        except Exception as error:
            line = error.lineno if isinstance(error, SyntaxError) else error.__traceback__ and last_line(error)
            notes.append(
                "note remark "
                + quoted("cell %d fails in line %s: %s: %s" % (i + 1, line, type(error).__name__, told(error)))
            )


def notebook(text, json):
    """What is in the file of a notebook."""
    if not text.strip():
        raise Submission("the file is empty")
    try:
        text = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Submission("the file is not a notebook: it is not text in UTF-8")
    try:
        book = json.loads(text)
    except RecursionError:
        raise Submission("the file is not a notebook: it is nested too deep")
    except ValueError as error:
        if getattr(error, "pos", 0) >= len(text.rstrip()) or "Unterminated string" in str(error):
            raise Submission("the notebook is cut off: it ends in line %d, in the middle" % (text.rstrip().count("\n") + 1))
        raise Submission("the file is not a notebook: line %d is not JSON" % getattr(error, "lineno", 1))
    if isinstance(book, dict) and isinstance(book.get("worksheets"), list):
        raise Submission("the notebook has an old format (3): open it in Jupyter and save it anew")
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise Submission("the file is not a notebook: it is JSON, and has no cells")
    return book


def last_line(error):
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("<cell"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def without_magics(text, ast):
    """The cell with lines that are no Python left empty, so that the numbers of the others stay."""
    lines = text.split("\n")
    if lines and lines[0].lstrip().startswith("%%"):
        return ""
    for _ in range(len(lines)):
        try:
            ast.parse("\n".join(lines))
            break
        except SyntaxError as error:
            at = (error.lineno or 0) - 1
            if not (0 <= at < len(lines)) or not lines[at].lstrip().startswith(("%", "!", "?")) and not lines[at].rstrip().endswith("?"):
                break
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines[at] = indent + "pass"
    return "\n".join(lines)


def defines(node, ast):
    """Whether a statement defines something and draws or shows nothing."""
    if isinstance(node, ast.Expr):
        return False
    for inner in ast.walk(node):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Import, ast.ImportFrom)):
            break
        if isinstance(inner, ast.Name) and inner.id in ("plt", "display"):
            return False
    return True


def told(error):
    """The message of an exception, whose own code may fail."""
    try:
        return str(error)
    except BaseException:
        return "(its message cannot be made)"


class Run:
    """One run: what is given, and what is asked on the way."""

    def __init__(self, words, pipe, whole):
        self.pipe, self.given, self.each = pipe, {}, {}
        self.calls = []
        at = 2
        while at < len(words):
            name = words[at]
            if name == "w":
                self.start = [float(x) for x in words[at + 1: at + 1 + self.width]]
                at += 1 + self.width
            elif name[-1] == "]":
                name, count = name[:-1].split("[")
                self.given[name] = self.vector([float(x) for x in words[at + 1: at + 1 + int(count)]])
                at += 1 + int(count)
            elif "@" in name:
                name, count = name.split("@")
                self.each[name] = [float(x) for x in words[at + 1: at + 1 + int(count)]]
                at += 1 + int(count)
            else:
                integer = name in ("W", "N", "steps") or name in whole
                value = int(float(words[at + 1])) if integer else float(words[at + 1])
                self.given[name] = value
                if name == "W":
                    self.width = value
                at += 2
        self.steps = self.given["steps"]

    def vector(self, numbers):
        """Numbers as the student's code has them: arrays where it uses NumPy, else lists."""
        numpy = sys.modules.get("numpy")
        return list(numbers) if numpy is None else numpy.array(numbers, dtype=float)

    def matrix(self, numbers, columns):
        rows = [list(numbers[i: i + columns]) for i in range(0, len(numbers), columns)]
        numpy = sys.modules.get("numpy")
        return rows if numpy is None else numpy.array(rows, dtype=float).reshape(-1, columns)

    def at(self, t):
        """What is given at step t."""
        things = dict(self.given, t=t, k=t - 1)
        for name, values in self.each.items():
            things[name] = values[t - 1]
        return things

    def ask(self, what, w):
        try:
            numbers = point(w, self.width)
        except Shape as error:
            raise TypeError("the oracle was asked at something that is no point: it " + str(error).replace("returned", "has", 1))
        self.pipe.say("ask %s %s" % (what, " ".join(map(repr, numbers))))
        words = self.pipe.hear()
        if words[0] == "refused":
            raise Refused(" ".join(words[1:]).strip('"'))
        if words[0] != "answer":
            os._exit(70)
        if what == "gradient" or what.startswith("samples"):
            self.calls.append(numbers)
        return [float(x) for x in words[1:]]

    def oracle(self):
        """The functions that ask."""

        def gradient(w):
            return self.vector(self.ask("gradient", w))

        def value(w):
            return self.ask("value", w)[0]

        def hessian(w):
            return self.matrix(self.ask("hessian", w), self.width)

        def gradients(w, batch):
            if hasattr(batch, "tolist"):
                batch = batch.tolist()
            batch = [batch] if isinstance(batch, int) else list(batch)
            if not all(isinstance(n, int) or float(n) == int(n) for n in batch):
                raise TypeError("samples are whole numbers from 0")
            if not all(0 <= n < self.given["N"] for n in batch):
                raise IndexError("samples are the whole numbers from 0 to %d" % (self.given["N"] - 1))
            batch = [int(n) for n in batch]
            rows = self.ask("samples[%d] %s" % (len(batch), " ".join(map(str, batch))), w)
            return self.matrix(rows, self.width)

        return {"gradient": gradient, "value": value, "hessian": hessian, "gradients": gradients}


def same(numbers, value):
    """Whether something handed over still holds these numbers."""
    try:
        found, _ = flat(value)
    except Exception:
        return False
    return list(map(repr, found)) == list(map(repr, numbers))


def remark(pipe):
    """Says what was noticed of the numbers, and what is missing."""
    missing(pipe)
    for text, is_told in REMARKS.items():
        if not is_told:
            REMARKS[text] = True
            pipe.say("note remark " + quoted(text))


def in_place(program, run, handed, names):
    """Says what was changed of what was handed over. `handed` holds names, numbers and objects; `names` those of the student."""
    for name, numbers, value in handed:
        if not same(numbers, value):
            name = names.get(name, name)
            name = name if name.isascii() else "?"
            lines = program.changes(name)
            line = lines[0] if len(lines) == 1 else None
            run.pipe.say("note inplace " + name + (" %d" % line if line else ""))


def stepwise(program, run, found, style, order):
    """Takes steps as they are asked for."""
    w, state, oracle = run.start, {}, run.oracle()
    call, is_class = None, isinstance(found, type)
    while True:
        words = run.pipe.hear()
        if words[0] == "end":
            flush()
            run.pipe.say("done")
            return
        things, handed = dict(run.at(int(words[1])), **oracle), []
        at = 2
        while at < len(words):
            name = words[at]
            count = {"g": run.width, "H": run.width ** 2}.get(name)
            if count is None:
                name, count = "batch", int(name[6:-1])
                things["batch"] = [int(x) for x in words[at + 1: at + 1 + count]]
            else:
                numbers = [float(x) for x in words[at + 1: at + 1 + count]]
                things[name] = run.vector(numbers) if name == "g" else run.matrix(numbers, run.width)
                handed.append((name, numbers, things[name]))
            at += 1 + count
        things.update(w=run.vector(w), state=state)
        handed.append(("w", w, things["w"]))
        if call is None:
            if style == "cs231n":
                call = Cs231n(found, things, order)
            elif style == "coursera":
                call = Coursera(found, things, order, program)
            elif is_class:
                call = instantiate(found, order, things)
            else:
                call = Call(found, order, things)
        result = call(things)
        if isinstance(result, tuple) and len(result) == 2 and not hasattr(result[0], "__float__") and (
            "state" in call.sources or isinstance(result[1], dict)
        ):
            result, state = result
        changed = [item for item in handed if not same(item[1], item[2])]
        is_changed = any(item[0] == "w" for item in changed)
        if result is None and (is_class or program.is_in_place(call.names.get("w", "w"), is_changed)):
            result = things["w"]
            if is_class:
                changed = [item for item in changed if item[0] != "w"]
        if result is None:
            raise Shape("returned nothing (None)")
        w = point(result, run.width)
        in_place(program, run, changed, call.names)
        remark(run.pipe)
        run.pipe.say("at %s %s" % (words[1], " ".join(map(repr, w))))


# The names that parameters have in the assignments of CS231n.
CS231N = {"eta": "learning_rate", "mu": "momentum", "gamma": "decay_rate", "eps": "epsilon"}


class Cs231n:
    """A step in the style of CS231n: `next_w, config = update(w, dw, config)`."""

    sources, names = (), {}

    def __init__(self, function, things, order):
        self.function = function
        given = [name for name in order if name not in ("w", "g", "t", "state")]
        self.config = {CS231N.get(name, name): things[name] for name in given}

    def __call__(self, things):
        result = self.function(things["w"], things["g"], self.config)
        if not isinstance(result, tuple) or len(result) != 2:
            raise Shape("returned no pair of the next point and the configuration")
        self.config = result[1]
        return result[0]


# The names that parameters have in the deep learning course of Coursera.
COURSERA = {"eta": "learning_rate", "mu": "beta", "gamma": "beta", "eps": "epsilon"}


class Coursera:
    """A step in the style of Coursera: `parameters, v = update(parameters, grads, v, beta, learning_rate)`.

    `W1` is a column of the point; `b1` is a zero beside it. What the step keeps is made by the `initialize_...` of the file.
    """

    names = {}

    def __init__(self, function, things, order, program):
        self.function, self.sources = function, ()
        self.given = {COURSERA.get(name, name): things[name] for name in order if name not in ("w", "g", "t", "state")}
        known = set(self.given) | {"parameters", "grads", "t"}
        self.wanted = signature(function)[0]
        self.kept = [name for name in self.wanted if name not in known][:2]
        own = program.module.__dict__
        first = [own[name] for name in own if name.startswith("initialize_") and len(signature(own[name])[0]) == 1]
        made = first[0](self.layers(things["w"])) if first and self.kept else ()
        self.state = dict(zip(self.kept, made if isinstance(made, tuple) else (made,)))

    @staticmethod
    def layers(column, prefix=""):
        import numpy

        return {prefix + "W1": numpy.array(column, dtype=float).reshape(-1, 1), prefix + "b1": numpy.zeros((1, 1))}

    def __call__(self, things):
        given = dict(self.given, t=things["t"], parameters=self.layers(things["w"]), grads=self.layers(things["g"], "d"))
        given.update(self.state)
        result = self.function(**{name: given[name] for name in self.wanted if name in given})
        result = result if isinstance(result, tuple) else (result,)
        self.state.update(zip(self.kept, result[1:]))
        return result[0]["W1"]


def instantiate(cls, order, things):
    """How the step of a fresh instance is called."""
    perishable = ("w", "g", "H", "t", "k", "batch", "state")
    first = [name for name in order if name not in perishable]
    make = Call(cls, first, things)
    instance, taken = make(things), set(make.sources)
    rest = [name for name in order if name in perishable or name not in taken]
    # What the constructor has taken may be wanted by its name again.
    return Call(getattr(instance, stepping(cls)), rest, things, tuple(order) + ("t", "state", "steps", "N"))


def whole(program, run, found, order):
    """Runs a whole loop: the points are what it returns, or else where it asked."""
    things = dict(run.given, **run.oracle())
    for name, values in run.each.items():
        things[name] = run.vector(values)
    things["w"] = run.vector(run.start)
    call = Call(found, order, things, ("gradient", "value", "hessian", "gradients", "steps", "N"))
    result = call(things)
    if result is None:
        if not program.is_in_place(call.names.get("w", "w"), not same(run.start, things["w"])):
            raise Shape("returned nothing (None)")
        result = things["w"]
    points = trajectory(result, run)
    in_place(program, run, [("w", run.start, things["w"])], call.names)
    remark(run.pipe)
    for t, w in enumerate(points):
        run.pipe.say("at %d %s" % (t + 1, " ".join(map(repr, w))))
    flush()
    run.pipe.say("done")


class Loops:
    """Whether loops have to return the list of their points, as their questions do not say where they have been."""

    return_lists = False


def trajectory(result, run):
    """The points w[1], w[2], ... of a loop."""
    width = run.width
    if isinstance(result, tuple) and len(result) == 2 and not hasattr(result[0], "__float__"):
        # The last point with a list beside it: of the points if it ends there, else of values.
        try:
            points = trajectory(result[1], run)
        except Shape:
            points = []
        try:
            last = flat(result[0])[0][-width:]
        except Shape:
            last = points[-1] if points else []
        if points and list(map(repr, points[-1])) == list(map(repr, last)):
            return points
        result = result[0]
    numbers, shape = flat(result)
    is_point = shape in ((width,), (width, 1), (1, width)) or width == 1 and len(numbers) == 1
    if is_point and not (run.steps > 1 and shape in ((run.steps, width), (run.steps + 1, width))):
        if Loops.return_lists and run.steps > 1:
            raise Shape(
                "returned the last point alone; it has to return the list of all points, w[1] to w[steps], as this method takes its gradients "
                "at other points"
            )
        return between(run, numbers)
    if len(shape) >= 2 and len(numbers) == shape[0] * width or width == 1 and len(shape) == 1:
        points = [numbers[i: i + width] for i in range(0, len(numbers), width)]
        return points[1:] if len(points) == run.steps + 1 and points[0] == run.start else points
    raise Shape("returned shape %s, neither a point (%d,) nor %d of them" % (shape, width, run.steps))


def between(run, last):
    """The points of a loop that returns the last one: those where it asked."""
    asked, steps, points = run.calls, run.steps, None
    if len(asked) == steps + 1 and asked[-1] == last:
        points = asked
    elif len(asked) > steps > 0 and len(asked) % steps == 0 and asked[0] == run.start and asked[-1] == last:
        # Several times a step, also after it: the last time of each step is at its end.
        often = len(asked) // steps
        points = [run.start] + asked[often - 1 :: often]
    elif steps and len(asked) % steps == 0 and len(asked):
        # Once a step, or several times at the same point.
        often = len(asked) // steps
        if all(asked[i] == asked[i - i % often] for i in range(len(asked))):
            points = asked[::often] + [last]
    if points is None:
        points = [w for i, w in enumerate(asked) if i == 0 or w != asked[i - 1]]
        points += [last] if points[-1:] != [last] else []
    return points[1:] if points[0] == run.start else points


def schedule(run, found, order):
    """The rate of each step."""
    # A parameter of the schedule may itself be called `k`.
    counters = {"t": 1, "k": 0}
    counters = {name: first for name, first in counters.items() if name not in run.given}
    things = dict(run.given, **counters)
    call = Call(found, order, things, ("t", "k", "steps"))
    code = getattr(found, "__code__", None)
    result = None
    if code is not None and code.co_flags & 0x20:
        result = iter(call(things))
    elif not set(counters) & set(call.sources):
        result = iter(call(things))
    for t in range(1, run.steps + 1):
        try:
            rate = next(result) if result is not None else call(dict(things, **{name: first + t - 1 for name, first in counters.items()}))
        except StopIteration:
            break
        numbers, shape = flat(rate)
        if len(numbers) != 1:
            raise Shape("returned shape %s, not one rate" % (shape,))
        run.pipe.say("at %d %r" % (t, numbers[0]))
    flush()
    run.pipe.say("done")


def failure(program, error):
    """An exception in one line."""
    if isinstance(error, Shape):
        return "shape " + quoted(str(error))
    kind = type(error).__name__
    kind = kind if kind.isascii() and kind.isidentifier() else "Exception"
    if isinstance(error, Submission):
        return "uncallable " + quoted(str(error))
    message = told(error)
    if isinstance(error, TypeError) and "'list'" in message and "numpy" not in sys.modules:
        message += " (`w` and `g` are lists, as the file does not import numpy)"
    frames = [word for word in program.frames(error) if word.isascii()]
    return " ".join(["raised", kind] + frames + [quoted(message)])


def main():
    pipe = Pipe(*descriptors())
    import faulthandler

    faulthandler.enable(2, all_threads=False)
    faulthandler.register(10, 2, all_threads=False)
    words = pipe.hear()
    style, name = words[2], words[3]
    order = [word.split(":")[0] for word in words[4:]]
    integers = {word.split(":")[0] for word in words[4:] if word.endswith(":int")}
    Loops.return_lists = "lists" in sys.argv[2:]
    program = Program(sys.argv[1])
    notes = []
    try:
        program.load(notes)
        found = program.find(name, style)
    except BaseException as error:
        for note in notes:
            pipe.say(note)
        missing(pipe)
        flush()
        pipe.say(failure(program, error))
        pipe.hear()
        os._exit(0)
    for note in notes:
        pipe.say(note)
    missing(pipe)
    flush()
    numpy = sys.modules.get("numpy")
    version = "Python %d.%d.%d" % sys.version_info[:3]
    pipe.say("ready 1 " + version + (" numpy " + str(numpy.__version__) if hasattr(numpy, "__version__") else ""))
    while True:
        words = pipe.hear()
        if words[0] != "run":
            continue
        run = Run(words, pipe, integers)
        try:
            if style == "schedule":
                schedule(run, found, order)
            elif style == "loop":
                whole(program, run, found, order)
            else:
                stepwise(program, run, found, style, order)
        except BaseException as error:
            flush()
            missing(pipe)
            pipe.say(failure(program, error))


def flush():
    """What was printed is there before the run is over."""
    try:
        sys.stdout.flush()
    except BaseException:
        pass


main()
