# expected: [sign-one-sided] | g[t] >= 0
def step(w, g, eta):
    return [a - (eta if b >= 0 else -eta) for a, b in zip(w, g)]
