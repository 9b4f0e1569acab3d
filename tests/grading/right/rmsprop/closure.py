from math import sqrt

def make():
    def one(w, g, v, eta, gamma, eps):
        v = gamma * v + (1.0 - gamma) * (g * g)
        return w - eta * g / sqrt(v + eps), v
    return one

one = make()

def step(w, g, eta, gamma, eps, state):
    pairs = [one(a, b, c, eta, gamma, eps) for a, b, c in zip(w, g, state.get("v", [0.0] * len(w)))]
    state["v"] = [v for _, v in pairs]
    return [x for x, _ in pairs]
