# expected: [velocity-reset]
def step(w, g, rate, mu):
    p = [mu * 0.0 - rate * b for b in g]
    return [a + b for a, b in zip(w, p)]
