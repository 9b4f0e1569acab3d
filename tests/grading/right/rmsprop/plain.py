from math import sqrt

def step(w, g, eta, gamma, eps, state):
    v = state.get("v", [0.0] * len(w))
    v = [gamma * a + (1 - gamma) * b * b for a, b in zip(v, g)]
    state["v"] = v
    return [a - eta * b / sqrt(c + eps) for a, b, c in zip(w, g, v)]
