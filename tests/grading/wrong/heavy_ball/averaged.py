# expected: [averaged-after-all] | [momentum]
def step(w, g, eta, mu, state):
    m = [mu * a + (1 - mu) * b for a, b in zip(state.get("m", [0.0] * len(w)), g)]
    state["m"] = m
    return [a - eta * b for a, b in zip(w, m)]
