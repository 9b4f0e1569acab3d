# expected: [product-of-slopes]
def step(w, g, eta0, up, down, state):
    rates, old = state.get("rates", [eta0] * len(w)), state.get("g", [0.0] * len(w))
    for i in range(len(w)):
        if old[i] * g[i] > 0:
            rates[i] *= up
        elif old[i] * g[i] < 0:
            rates[i] *= down
    state["rates"], state["g"] = rates, list(g)
    return [a - r * ((b > 0) - (b < 0)) for a, r, b in zip(w, rates, g)]
