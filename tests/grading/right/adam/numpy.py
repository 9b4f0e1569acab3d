import numpy as np

def step(w, g, eta, beta1, beta2, eps, state):
    state["m"] = beta1 * state.get("m", np.zeros_like(w)) + (1 - beta1) * g
    state["v"] = beta2 * state.get("v", np.zeros_like(w)) + (1 - beta2) * np.square(g)
    return w - eta * state["m"] / (np.sqrt(state["v"]) + eps)
