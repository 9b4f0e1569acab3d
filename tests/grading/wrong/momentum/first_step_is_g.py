# expected: m[0] = g[1] | m[1] = g[1]
def step(w, g, eta, mu, state):
    if "m" not in state:
        m = list(g)
    else:
        m = [mu * a + (1 - mu) * b for a, b in zip(state["m"], g)]
    state["m"] = m
    return [a - eta * b for a, b in zip(w, m)]
