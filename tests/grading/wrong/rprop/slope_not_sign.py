# expected: [gradient-instead-of-sign]
def step(w, g, eta0, up, down, state):
    sign = lambda x: (x > 0) - (x < 0)
    rates, old = state.get("rates", [eta0] * len(w)), state.get("g", [0] * len(w))
    rates = [r * {1: up, -1: down, 0: 1}[sign(a) * sign(b)] for r, a, b in zip(rates, old, g)]
    state["rates"], state["g"] = rates, list(g)
    return [a - r * b for a, r, b in zip(w, rates, g)]
