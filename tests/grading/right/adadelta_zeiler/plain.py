from math import sqrt

def step(w, g, gamma, eps, state):
    n = len(w)
    v, d = state.setdefault("v", [0.0] * n), state.setdefault("d", [0.0] * n)
    out = []
    for i in range(n):
        v[i] = gamma * v[i] + (1 - gamma) * g[i] ** 2
        p = -sqrt(d[i] + eps) / sqrt(v[i] + eps) * g[i]
        d[i] = gamma * d[i] + (1 - gamma) * p ** 2
        out.append(w[i] + p)
    return out
