# expected: `eta` is 1 | factor eta
def step(w, g, eta):
    return [a - b for a, b in zip(w, g)]
