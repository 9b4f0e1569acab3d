def step(w, g, eta0, gamma, state):
    if "eta" not in state:
        eta = [eta0] * len(w)
    else:
        eta = [e + gamma * a * b for e, a, b in zip(state["eta"], g, state["g"])]
    state["eta"], state["g"] = eta, list(g)
    return [a - e * b for a, e, b in zip(w, eta, g)]
