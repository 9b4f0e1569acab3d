# expected: Unknown | never changes | raised
def step(w, g, eta0, up, down, state):
    sign = lambda x: (x > 0) - (x < 0)
    rate, old = state.get("rate", eta0), state.get("g", [0] * len(w))
    out = []
    for x, a, b in zip(w, old, g):
        rate *= {1: up, -1: down, 0: 1}[sign(a) * sign(b)]
        out.append(x - rate * sign(b))
    state["rate"], state["g"] = rate, list(g)
    return out
