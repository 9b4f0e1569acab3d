# expected: `mu` is 9/10
def step(w, g, eta, mu, state):
    mu = 0.9
    m = [mu * a + (1 - mu) * b for a, b in zip(state.get("m", [0.0] * len(w)), g)]
    state["m"] = m
    return [a - eta * b for a, b in zip(w, m)]
