# expected: [faded-at-once]
def step(w, g, eta, mu, state):
    m = [mu * (a + b) for a, b in zip(state.get("m", [0.0] * len(w)), g)]
    state["m"] = m
    return [a - eta * b for a, b in zip(w, m)]
