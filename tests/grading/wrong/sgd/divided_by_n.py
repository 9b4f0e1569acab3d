# expected: [sgd-divided-by-n]
def step(w, gradients, batch, N, eta):
    rows = gradients(w, batch)
    return [a - eta * sum(column) / N for a, column in zip(w, zip(*rows))]
