# expected: [adagrad-late] | v[t-1]
from math import sqrt

def step(w, g, eta, eps, state):
    v = state.get("v", [0.0] * len(w))
    state["v"] = [a + b * b for a, b in zip(v, g)]
    return [a - eta * b / sqrt(c + eps) for a, b, c in zip(w, g, v)]
