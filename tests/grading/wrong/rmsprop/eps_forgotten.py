# expected: eps
from math import sqrt

def step(w, g, eta, gamma, eps, state):
    v = [gamma * a + (1 - gamma) * b * b for a, b in zip(state.get("v", [0.0] * len(w)), g)]
    state["v"] = v
    return [a - eta * b / sqrt(c) for a, b, c in zip(w, g, v)]
