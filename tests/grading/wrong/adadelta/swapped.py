# expected: [adadelta-swapped] | gamma
from math import sqrt

def step(w, g, eta, gamma, eps, state):
    n = len(w)
    v, d = state.setdefault("v", [0.0] * n), state.setdefault("d", [0.0] * n)
    out = []
    for i in range(n):
        v[i] = (1 - gamma) * v[i] + gamma * g[i] ** 2
        p = -eta * (sqrt(d[i]) + eps) / sqrt(v[i] + eps) * g[i]
        d[i] = (1 - gamma) * d[i] + gamma * p ** 2
        out.append(w[i] + p)
    return out
