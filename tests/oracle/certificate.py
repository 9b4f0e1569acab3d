"""A second check of certificates, with nothing but the standard library: `certificate.py FILE` prints ok or refused for each."""

import json
import re
import sys
from fractions import Fraction as F
from itertools import product
from math import comb
def need(condition, why):
    if not condition: raise ValueError(why)

def add(a, b, c=1):
    r = dict(a)
    for k, v in b.items():
        r[k] = r.get(k, 0) + c * v
    return {k: v for k, v in r.items() if v != 0}

def mul(a, b):
    r = {}
    for (e, x), (f, y) in product(a.items(), b.items()):
        k = tuple(i + j for i, j in zip(e, f))
        r[k] = r.get(k, 0) + x * y
    return {k: v for k, v in r.items() if v != 0}

def exponents(text, n):
    parts = text.split(",") if text else []
    need(len(parts) == n and all(re.fullmatch("0|[1-9][0-9]?", p) and int(p) <= 48 for p in parts), "exponents")
    return tuple(int(p) for p in parts)

def number(text):
    need(len(text) <= 4000 and re.fullmatch(r"-?[0-9]+(/0*[1-9][0-9]*)?", text), "number")
    return F(text)

def poly(written, n):
    return add({}, {exponents(e, n): number(v) for e, v in written.items()})

def bernstein(p, degree):
    r = {}
    for i in product(*(range(n + 1) for n in degree)):
        s = F(0)
        for e, v in p.items():
            for a, b, n in zip(e, i, degree):
                v = v * F(comb(b, a), comb(n, a))
            s += v
        if s:
            r[i] = s
    return r

def inner(form, factor, u, v):
    for (i, a), (j, b) in product(u.items(), v.items()):
        k = (min(i, j), max(i, j))
        form[k] = add(form.get(k, {}), mul(factor, mul(a, b)))

def pair(c, i, j):
    n = len(c["parameters"])
    one = {(0,) * n: F(1)}
    vec = lambda p, s: {int(k): poly(v, n) for k, v in c["points"][p][s].items()}
    sub = lambda u, v: {k: add(u.get(k, {}), v.get(k, {}), -1) for k in {*u, *v}}
    gj, dx, dg = vec(j, "g"), sub(vec(i, "x"), vec(j, "x")), sub(vec(i, "g"), vec(j, "g"))
    scale, alpha = one, None
    if c["class"] != "convex":
        alpha = add({}, one, -1) if c["class"] == "smooth" else poly(c["class"]["smooth-convex"]["alpha"], n)
        scale = add(add(one, one), alpha, -2)
    form = {("f", i): scale, ("f", j): add({}, scale, -1)}
    inner(form, add({}, scale, -1), gj, dx)
    if alpha is not None:
        inner(form, add({}, one, -1), dg, dg)
        inner(form, add({}, alpha, -1), dx, dx)
        inner(form, add({}, alpha, 2), dg, dx)
    return form

def inequality(c, of):
    n, (kind, where) = len(c["parameters"]), next(iter(of.items()))
    if kind == "hypothesis":
        return written_form(c["hypotheses"][where], c)
    i, j = where
    need(0 <= i < len(c["points"]) and 0 <= j < len(c["points"]), "point")
    if kind == "pair":
        need(i != j, "pair")
        return pair(c, i, j)
    need(kind == "floor" and c["class"] != "convex" and c["points"][j].get("is_minimiser", False), "floor")
    one = {(0,) * n: F(1)}
    g = {int(k): poly(v, n) for k, v in c["points"][i]["g"].items()}
    form = {("f", i): one}
    form[("f", j)] = add(form.get(("f", j), {}), one, -1)
    inner(form, {(0,) * n: F(-1, 2)}, g, g)
    return form

def written_form(w, c):
    n, form = len(c["parameters"]), {}
    for k, v in w.get("gram", {}).items():
        i, j = (int(x) for x in k.split(","))
        need(0 <= i <= j < len(c["basis"]) and k == f"{i},{j}", "pair of the basis")
        form[(i, j)] = poly(v, n)
    for k, v in w.get("values", {}).items():
        need(0 <= int(k) < len(c["points"]), "point")
        form[("f", int(k))] = poly(v, n)
    return form

def semidefinite(m):
    for k in range(len(m)):
        if m[k][k] < 0 or m[k][k] == 0 and any(m[i][k] for i in range(k + 1, len(m))): return False
        for i in range(k + 1, len(m)) if m[k][k] else ():
            f = m[i][k] / m[k][k]
            m[i] = [a - f * b for a, b in zip(m[i], m[k])] if f else m[i]
    return True

def check(certificate):
    c, size = certificate["problem"], len(certificate["problem"]["basis"])
    n = len(c["parameters"])
    need(certificate["schema"] == "descentcheck/certificate/1", "schema")
    need(all(0 <= int(k) < size for p in c["points"] for s in "xg" for k in p[s]), "basis vector")
    d = poly(certificate["denominator"], n)
    top = tuple(max([e[k] for e in d] or [0]) for k in range(n))
    b = bernstein(d, top)
    need(all(v > 0 for v in b.values()), "denominator")
    for face in product(*([None] + [e for e in (0, 1) if p["closed"][e]] for p in c["parameters"])):
        on = lambda i: all(f is None or i[k] == (top[k] if f else 0) for k, f in enumerate(face))
        need(any(on(i) for i in b), "denominator")
    rest = {k: mul(d, v) for k, v in written_form(c["target"], c).items()}
    for m in certificate["multipliers"]:
        need(len(m["degree"]) == n and all(0 <= e <= 48 for e in m["degree"]), "degree")
        lam = {}
        for i, v in poly(m["bernstein"], n).items():
            need(v > 0 and all(a <= e for a, e in zip(i, m["degree"])), "multiplier")
            term = {(0,) * n: v}
            for k, (a, e) in enumerate(zip(i, m["degree"])):
                unit = lambda x: tuple(x if q == k else 0 for q in range(n))
                term = mul(term, {unit(a + s): F((-1) ** s * comb(e - a, s) * comb(e, a)) for s in range(e - a + 1)})
            lam = add(lam, term)
        for k, v in inequality(c, m["of"]).items():
            rest[k] = add(rest.get(k, {}), mul(lam, v), -1)
    need(not any(v for k, v in rest.items() if k[0] == "f"), "a value is left")
    gram = {k: v for k, v in rest.items() if v}
    degree = tuple(max([e[k] for v in gram.values() for e in v] or [0]) for k in range(n))
    matrices = {}
    for (i, j), v in gram.items():
        for at, x in bernstein(v, degree).items():
            m = matrices.setdefault(at, [[F(0)] * size for _ in range(size)])
            m[i][j] += x / 2
            m[j][i] += x / 2
    need(all(semidefinite(m) for m in matrices.values()), "slack")

for entry in json.load(open(sys.argv[1]))["certificates"]:
    try:
        check(entry["certificate"])
        print("ok")
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as why:
        print(f"refused: {why!r}")
