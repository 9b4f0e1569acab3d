# expected: Unknown
def step(w, gradients, batch, eta):
    row = gradients(w, batch)[0]
    return [a - eta * b for a, b in zip(w, row)]
