def sign(x):
    return (x > 0) - (x < 0)

def step(w, g, eta0, up, down, state):
    rates = state.get("rates", [eta0] * len(w))
    old = state.get("g", [0.0] * len(w))
    for i in range(len(w)):
        s = sign(old[i]) * sign(g[i])
        if s > 0:
            rates[i] *= up
        elif s < 0:
            rates[i] *= down
    state["rates"], state["g"] = rates, list(g)
    return [a - r * sign(b) for a, r, b in zip(w, rates, g)]
