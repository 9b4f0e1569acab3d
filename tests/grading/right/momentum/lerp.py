def step(w, g, *, state, mu, eta):
    m = state.setdefault("average", [0.0] * len(g))
    for i, slope in enumerate(g):
        m[i] += (1.0 - mu) * (slope - m[i])
    return [[x - eta * y] for x, y in zip(w, m)], state
