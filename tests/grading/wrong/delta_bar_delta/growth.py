# expected: [delta-bar-delta-growth]
def step(w, g, eta0, kappa, phi, theta, state):
    n = len(w)
    eta, gbar = state.get("eta", [eta0] * n), state.get("gbar", [0.0] * n)
    for i in range(n):
        gbar[i] = theta * gbar[i] + (1 - theta) * g[i]
        if gbar[i] * g[i] > 0:
            eta[i] *= 1 + kappa
        elif gbar[i] * g[i] < 0:
            eta[i] *= 1 - phi
    state["eta"], state["gbar"] = eta, gbar
    return [w[i] - eta[i] * g[i] for i in range(n)]
