# expected: size(B[t]) | summed
def step(w, gradients, batch, eta):
    rows = gradients(w, batch)
    return [a - eta * sum(column) for a, column in zip(w, zip(*rows))]
