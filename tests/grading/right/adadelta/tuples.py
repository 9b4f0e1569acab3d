from math import sqrt

def step(w, g, eta, gamma, eps, state):
    memory = state.get("memory", [(0.0, 0.0)] * len(w))
    new, after = [], []
    for x, s, (v, d) in zip(w, g, memory):
        v = (1 - gamma) * (s * s) + gamma * v
        p = -(eta * (sqrt(d) + eps) * s) / sqrt(v + eps)
        after.append((v, gamma * d + (1 - gamma) * (p * p)))
        new.append(x + p)
    state["memory"] = after
    return new
