"""An independent judge. It reads the claims from the notes and the cases from the results in JSON, evaluates each statement on its
case, and says where it comes to another verdict than the program.

    python3 judge.py [-v] RESULTS.json NOTES.md...

It shares nothing with the program: the language, the objectives and the arithmetic are written anew, derivatives come from
automatic differentiation. What is not rational is enclosed, in as many bits as it takes up to the most of `LEVELS`. A refutation
must certainly fail; a nearest case must not certainly fail. Exit code 1 where that is not so. What it could not judge it names with
the reason. The last line counts what was judged, what was undecided here and what was skipped."""

import json
import re
import sys
from collections import Counter

import exact
from exact import Skip, Undefined, Unknown, whole
from interpreter import ANYTHING, TRUE, Judge
from language import ascii_form, blocks

# Bits of the intervals' ends, tried in turn while something stays open.
LEVELS = (400, 2600, 11000)

sys.setrecursionlimit(20000)
sys.set_int_max_str_digits(0)


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
                    claims[f"{block.of}/{block.name}"] = inherited + own + shown
    return found, claims


def witness_of(lines):
    text = next((line for line in lines if line.startswith("witness")), "witness")
    pairs = [part.split("=", 1) for part in split(ascii_form(text[len("witness"):])) if part.strip()]
    return {key.replace(" ", ""): value.strip() for key, value in pairs}


def statement_of(entry, case, library, claims):
    """The lines of a judged claim, and its witness where it is one."""
    name = entry["id"]
    if name in claims:
        witness = witness_of(claims[name])
        counterexample = entry.get("counterexample")
        # Where the witness refutes the claim, its case has none of what the witness gives.
        stored = {key for kind in ("problems", "scalars", "vectors", "matrices") for key in case.get(kind, {})}
        by_witness = case is (counterexample or {}).get("case") and not stored & witness.keys()
        return claims[name], witness if by_witness else {}
    base, _, last = name.rpartition("/")
    if last == "witness" and base in claims:
        return claims[base], witness_of(claims[base])
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
    """The set of outcomes at each index, as far as the case goes, or at the index given alone; None where an assumption fails."""
    judge = Judge(library, lines, case, witness)
    if "t" in witness:
        at = int(witness["t"])
    for tree, scope in judge.assumptions:
        met = judge.truth(tree, scope)
        if TRUE not in met:
            return None
        if len(met) > 1:
            raise Unknown("an assumption")
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
    return outcomes


def fails(outcomes):
    return any(TRUE not in found for found in outcomes)


def settled(library, lines, witness, case, at):
    """The outcomes, in as many bits as it takes to know them, as far as the levels go."""
    for bits in LEVELS:
        exact.set_precision(bits)
        try:
            outcomes = judged(library, lines, witness, case, at, case["horizon"])
        except Unknown:
            if bits == LEVELS[-1]:
                raise
            continue
        if outcomes is None or fails(outcomes) or all(len(found) == 1 for found in outcomes):
            break
    return outcomes


def cases_of(entry):
    """The cases of a judged claim with their indices, and whether each must fail."""
    counterexample = entry.get("counterexample")
    if counterexample:
        yield counterexample["case"], counterexample["at"], True
    nearest = (entry.get("evidence") or {}).get("smallest_slack")
    if nearest:
        yield nearest["case"], None, False


def tied_by_the_program(entry):
    """Whether a refuted claim had ties at 512 bits: a nearest case among them may well be a second counterexample."""
    grade = (entry.get("evidence") or {}).get("grade")
    return entry["verdict"] == "refuted" and isinstance(grade, dict) and "agrees-to" in grade


def main(results, notes, verbose):
    library, claims = library_of(notes)
    with open(results, encoding="utf-8") as file:
        entries = json.load(file)["claims"]
    counts, differ, skipped = Counter(), [], []
    for entry in [e for claim in entries for e in [claim, *claim["steps"]]]:
        if not any(cases_of(entry)):
            skipped.append((entry["id"], entry["verdict"], "there is no case in the results"))
        for case, at, must_fail in cases_of(entry):
            kind = "refutations" if must_fail else "nearest cases"
            try:
                if "draws" in case or must_fail and "statistical" in str(entry["counterexample"]["confirmed_by"]):
                    raise Skip("moments estimated from random draws")
                lines, witness = statement_of(entry, case, library, claims)
                outcomes = settled(library, lines, witness, case, at)
            except (Skip, SyntaxError, Undefined, Unknown, KeyError) as reason:
                skipped.append((entry["id"], kind, f"{type(reason).__name__}: {reason}"))
                continue
            if not must_fail and outcomes and tied_by_the_program(entry) and fails(outcomes):
                counts["also fail"] += 1
                print(f"fails too, though the program calls it a tie: {entry['id']}")
            elif outcomes is None or fails(outcomes) != must_fail:
                differ.append((entry["id"], kind, case, outcomes))
            elif not must_fail and ANYTHING in outcomes:
                skipped.append((entry["id"], kind, "a value is out of reach"))
                continue
            elif not must_fail and any(len(found) > 1 for found in outcomes):
                counts["ties"] += 1
                if verbose:
                    print(f"tied: {entry['id']}")
            counts[kind] += 1
    for name, kind, case, outcomes in differ:
        found = "an assumption fails" if outcomes is None else [sorted(x) for x in outcomes]
        print(f"differs: {name} ({kind}): {found} on {json.dumps(case)}")
    for name, kind, reason in skipped:
        print(f"not judged: {name} ({kind}): {reason}")
    print(
        f"{counts['refutations']} refutations and {counts['nearest cases']} nearest cases judged, {len(differ)} differ, "
        f"{counts['ties']} tied, {len(skipped)} not judged"
    )
    return 1 if differ else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    sys.exit(main(arguments[0], arguments[1:], "-v" in sys.argv))
