def step(w, g, rate, mu, state):
    old = state.get("p", (0.0,) * len(w))
    new = tuple(mu * a + -rate * b for a, b in zip(old, g))
    state["p"] = new
    return (a + b for a, b in zip(w, new))
