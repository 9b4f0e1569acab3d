from math import sqrt

def step(w, g, eta, beta1, beta2, eps, state):
    t = state["t"] = state.get("t", 0) + 1
    zeros = [0.0] * len(w)
    m = state["m"] = [beta1 * a + (1 - beta1) * b for a, b in zip(state.get("m", zeros), g)]
    v = state["v"] = [beta2 * a + (1 - beta2) * (b * b) for a, b in zip(state.get("v", zeros), g)]
    c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
    return [x - eta * (a / c1) / (sqrt(b / c2) + eps) for x, a, b in zip(w, m, v)]
