# expected: [stale-velocity]
def step(w, g, rate, mu, state):
    p = state.get("p", [0.0] * len(w))
    state["p"] = [mu * a - rate * b for a, b in zip(p, g)]
    return [a + b for a, b in zip(w, p)]
