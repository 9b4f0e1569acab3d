def step(w, gradients, batch, eta):
    total = [0.0] * len(w)
    for n in batch:
        row = gradients(w, [n])[0]
        total = [a + b for a, b in zip(total, row)]
    return [a - eta * b / len(batch) for a, b in zip(w, total)]
