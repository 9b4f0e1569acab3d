# expected: [momentum-frozen]
def step(w, g, eta, mu, state):
    m = state.get("m", [0.0] * len(w))
    new = [mu * a + (1 - mu) * b for a, b in zip(m, g)]
    return [a - eta * b for a, b in zip(w, m)]
