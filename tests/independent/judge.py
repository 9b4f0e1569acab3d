"""An independent judge. It reads the claims from the notes and the cases from the results in JSON, evaluates each statement on its
case, and says where it comes to another verdict than the program.

    python3 judge.py RESULTS.json NOTES.md...

It shares nothing with the program: the language, the objectives and the arithmetic are written anew, derivatives come from
automatic differentiation. Exit code 1 where a verdict differs. The last line counts what was judged and what was skipped."""

import json
import re
import sys
from collections import Counter
from fractions import Fraction

from exact import Skip, Undefined, Unknown, whole
from interpreter import ANYTHING, FALSE, TRUE, UNDEFINED, Judge
from language import ascii_form, blocks

sys.setrecursionlimit(20000)


def library_of(paths):
    found, claims = {}, {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for block in blocks(file.read()):
                if block.kind in ("method", "schedule", "objective", "flow"):
                    found[block.kind, block.name] = block
                elif block.kind == "claim":
                    claims[block.name] = block.lines
                elif block.kind == "step" and block.of in claims:
                    inherited = [line for line in claims[block.of] if line.split()[0] != "show"]
                    own = [line for line in block.lines if line.split()[0] not in ("show",)]
                    shown = [line for line in block.lines if line.split()[0] == "show"]
                    runs = [k for k, line in enumerate(inherited) if line.split()[0] == "run"]
                    claims[f"{block.of}/{block.name}"] = inherited + own + shown
    return found, claims


def statement_of(entry, library, claims):
    """The lines of a judged claim, and its witness where it is one."""
    name = entry["id"]
    if name in claims:
        return claims[name], {}
    base, _, last = name.rpartition("/")
    if last == "witness" and base in claims:
        text = next(line for line in claims[base] if line.startswith("witness"))
        pairs = [part.split("=", 1) for part in split(ascii_form(text[len("witness"):]))]
        return claims[base], {key.replace(" ", ""): value.strip() for key, value in pairs}
    block = library.get(("objective", base))
    if block is None:
        raise Skip("no block of this name")
    given = [line for line in block.lines if line.startswith("given")]
    ranged = " ".join(given)
    named = [p for p, _ in block.parameters if re.search(rf"\b{p}\b", ranged)]
    given += [f"given {p} in R" for p, default in block.parameters if p not in named and default is None]
    parameters = ", ".join(f"{p} = {p}" for p, default in block.parameters if p in named or default is None)
    vectors = "given " + ", ".join(next(cases_of(entry))[0]["vectors"]) + " in R^W"
    return [*given, vectors, f"given R: {base}({parameters})", "show " + entry["statement"]], {}


def split(text):
    """Splits at commas outside of brackets."""
    depth, parts = 0, [""]
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def judged(library, lines, witness, case, at, horizon):
    """The set of outcomes at each index, as far as the case goes, or at the index given alone."""
    judge = Judge(library, lines, case, witness)
    if "t" in witness:
        at = int(witness["t"])
    for tree, scope in judge.assumptions:
        if judge.truth(tree, scope) != {TRUE}:
            return judge, None
    outcomes = []
    for tree, span in judge.shows:
        if span is None:
            outcomes.append(judge.holds_at(tree, None, None))
            continue
        index, first, last = span
        first = whole(judge.value(first, judge.scope))
        last = max(horizon, at or 0) if last is None else whole(judge.value(last, judge.scope))
        places = range(first, last + 1) if at is None else [at] if first <= at <= last else []
        outcomes.extend(judge.holds_at(tree, index, place) for place in places)
    return judge, outcomes


def cases_of(entry):
    """The cases of a judged claim, and whether each must fail."""
    counterexample = entry.get("counterexample")
    if counterexample and "statistical" not in str(counterexample["confirmed_by"]):
        yield counterexample["case"], counterexample["at"], True
    nearest = (entry.get("evidence") or {}).get("smallest_slack")
    if nearest and "draws" not in nearest["case"]:
        yield nearest["case"], None, False


def main(results, notes):
    library, claims = library_of(notes)
    with open(results, encoding="utf-8") as file:
        entries = json.load(file)["claims"]
    counts, reasons, differ = Counter(), Counter(), []
    for entry in [e for claim in entries for e in [claim, *claim["steps"]]]:
        for case, at, must_fail in cases_of(entry):
            name = "refutations" if must_fail else "nearest cases"
            try:
                lines, witness = statement_of(entry, library, claims)
                judge, outcomes = judged(library, lines, witness, case, at, case["horizon"])
            except (Skip, SyntaxError, Undefined, Unknown) as reason:
                reasons[str(reason)] += 1
                if "-v" in sys.argv:
                    print(f"skipped {entry['id']}: {reason}")
                continue
            fails = outcomes is not None and any(TRUE not in found for found in outcomes)
            certain = outcomes is not None and all(len(found) == 1 for found in outcomes)
            if outcomes is None or fails != must_fail and (certain or must_fail):
                differ.append((entry["id"], name, case, outcomes))
            counts[name] += 1
    for name, kind, case, outcomes in differ:
        print(f"differs: {name} ({kind}): {outcomes and set().union(*outcomes)} on {json.dumps(case)}")
    print(f"skipped: {dict(reasons)}")
    print(f"{counts['refutations']} refutations and {counts['nearest cases']} nearest cases judged, {len(differ)} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    sys.exit(main(arguments[0], arguments[1:]))
