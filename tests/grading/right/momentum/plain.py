def step(w, g, eta, mu, state):
    m = state.get("m")
    if m is None:
        m = [0.0] * len(w)
    m = [mu * mi + (1 - mu) * gi for mi, gi in zip(m, g)]
    state["m"] = m
    return [wi - eta * mi for wi, mi in zip(w, m)]
