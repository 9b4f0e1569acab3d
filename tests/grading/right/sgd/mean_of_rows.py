def step(w, gradients, batch, eta):
    rows = gradients(w, batch)
    mean = [sum(column) / len(batch) for column in zip(*rows)]
    return [a - eta * b for a, b in zip(w, mean)]
