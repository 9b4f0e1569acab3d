# expected: [gradient-for-step] | Unknown | d[t]
def step(w, g, eta, state):
    if "d" not in state:
        d = [-eta * x for x in g]
    else:
        d = [x / (old - x) * old for x, old in zip(g, state["g"])]
    state["d"], state["g"] = d, list(g)
    return [a + b for a, b in zip(w, d)]
