def step(w, g, eta, mu, state):
    m = state.get("m", [0.0] * len(w))
    state["m"] = [mu * mi + gi for mi, gi in zip(m, g)]
    return [wi - eta * mi for wi, mi in zip(w, state["m"])]
