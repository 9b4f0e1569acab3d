# expected: [delta-delta-square] | Unknown | g[t]
def step(w, g, eta0, gamma, state):
    eta = [e + gamma * a * a for e, a in zip(state["eta"], g)] if "eta" in state else [eta0] * len(w)
    state["eta"] = eta
    return [a - e * b for a, e, b in zip(w, eta, g)]
