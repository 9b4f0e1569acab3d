# expected: [delta-delta-sign]
def step(w, g, eta0, gamma, state):
    eta = [e - gamma * a * b for e, a, b in zip(state.get("eta", [eta0] * len(w)), g, state.get("g", [0.0] * len(w)))]
    state["eta"], state["g"] = eta, list(g)
    return [a - e * b for a, e, b in zip(w, eta, g)]
