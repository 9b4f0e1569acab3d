# expected: raised IndexError | Unknown
def step(w, gradients, batch, eta):
    rows = gradients(w, [n + 1 for n in batch])
    return [a - eta * sum(column) / len(batch) for a, column in zip(w, zip(*rows))]
