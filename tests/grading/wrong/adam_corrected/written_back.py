# expected: [adam-written-back]
from math import sqrt

def step(w, g, t, eta, beta1, beta2, eps, state):
    zeros = [0.0] * len(w)
    m = [beta1 * a + (1 - beta1) * b for a, b in zip(state.get("m", zeros), g)]
    v = state["v"] = [beta2 * a + (1 - beta2) * b * b for a, b in zip(state.get("v", zeros), g)]
    m = state["m"] = [a / (1 - beta1 ** t) for a in m]
    return [x - eta * a / (sqrt(b / (1 - beta2 ** t)) + eps) for x, a, b in zip(w, m, v)]
