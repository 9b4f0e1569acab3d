# expected: [sgd-ascent]
def step(w, gradients, batch, eta):
    rows = gradients(w, batch)
    return [a + eta * sum(column) / len(batch) for a, column in zip(w, zip(*rows))]
