def step(w, g, eta, mu, state):
    if "v" not in state:
        state["v"] = {i: 0.0 for i in range(len(w))}
    v = state["v"]
    out = list(w)
    for i in v:
        v[i] = mu * v[i] - eta * g[i]
        out[i] += v[i]
    return out
