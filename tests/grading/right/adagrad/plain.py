from math import sqrt

def step(w, g, eta, eps, state):
    v = state.setdefault("v", [0.0] * len(w))
    out = []
    for i in range(len(w)):
        v[i] += g[i] ** 2
        out.append(w[i] - eta * g[i] / sqrt(v[i] + eps))
    return out
