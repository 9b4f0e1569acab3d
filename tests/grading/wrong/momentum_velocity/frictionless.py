# expected: [frictionless]
def step(w, g, rate, mu, state):
    p = [a - rate * b for a, b in zip(state.get("p", [0.0] * len(w)), g)]
    state["p"] = p
    return [a + b for a, b in zip(w, p)]
