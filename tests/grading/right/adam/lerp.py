from math import sqrt

def mix(old, new, share):
    return old + (1 - share) * (new - old)

def step(w, g, *, eta, beta1, beta2, eps, state):
    zeros = [0.0] * len(w)
    state["m"] = [mix(a, b, beta1) for a, b in zip(state.get("m", zeros), g)]
    state["v"] = [max(mix(a, b * b, beta2), 0.0) for a, b in zip(state.get("v", zeros), g)]
    return [x - eta * a / (sqrt(b) + eps) for x, a, b in zip(w, state["m"], state["v"])]
