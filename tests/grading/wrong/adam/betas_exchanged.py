# expected: [adam-swapped-moments] | exchanged | beta
from math import sqrt

def step(w, g, eta, beta1, beta2, eps, state):
    zeros = [0.0] * len(w)
    m = state["m"] = [beta2 * a + (1 - beta2) * b for a, b in zip(state.get("m", zeros), g)]
    v = state["v"] = [beta1 * a + (1 - beta1) * b * b for a, b in zip(state.get("v", zeros), g)]
    return [x - eta * a / (sqrt(b) + eps) for x, a, b in zip(w, m, v)]
