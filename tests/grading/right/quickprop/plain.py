def step(w, g, eta, state):
    if "d" not in state:
        d = [-eta * x for x in g]
    else:
        d = [x / (old - x) * before if old != x else 0.0 for x, old, before in zip(g, state["g"], state["d"])]
    state["d"], state["g"] = d, list(g)
    return [a + b for a, b in zip(w, d)]
