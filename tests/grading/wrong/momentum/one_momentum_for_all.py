# expected: Unknown
def step(w, g, eta, mu, state):
    m = state.get("m", 0.0)
    out = []
    for a, b in zip(w, g):
        m = mu * m + (1 - mu) * b
        out.append(a - eta * m)
    state["m"] = m
    return out
