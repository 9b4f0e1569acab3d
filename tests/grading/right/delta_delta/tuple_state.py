def step(w, g, eta0, gamma, state):
    old = state.get("old")
    pairs = zip(*old) if old else [(eta0, 0.0)] * len(w)
    rates = [e + gamma * s * x for (e, s), x in zip(pairs, g)]
    return [x - r * y for x, r, y in zip(w, rates, g)], {"old": (rates, list(g))}
