from math import sqrt

def step(w, g, gamma, eps, state):
    zeros = [0.0] * len(w)
    v = [gamma * a + (1 - gamma) * b ** 2 for a, b in zip(state.get("v", zeros), g)]
    p = [-(sqrt(a + eps) * c) / sqrt(b + eps) for a, b, c in zip(state.get("d", zeros), v, g)]
    d = [gamma * a + (1 - gamma) * b ** 2 for a, b in zip(state.get("d", zeros), p)]
    return [a + b for a, b in zip(w, p)], dict(v=v, d=d)
