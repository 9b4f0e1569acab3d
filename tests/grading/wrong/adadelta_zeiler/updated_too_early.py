# expected: d[ | Unknown
from math import sqrt

def step(w, g, gamma, eps, state):
    n = len(w)
    v, d = state.setdefault("v", [0.0] * n), state.setdefault("d", [0.0] * n)
    p = state.setdefault("p", [0.0] * n)
    for i in range(n):
        v[i] = gamma * v[i] + (1 - gamma) * g[i] ** 2
        d[i] = gamma * d[i] + (1 - gamma) * p[i] ** 2
        p[i] = -sqrt(d[i] + eps) / sqrt(v[i]) * g[i] if v[i] else 0.0
    return [a + b for a, b in zip(w, p)]
