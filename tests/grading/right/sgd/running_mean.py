def step(w, gradients, batch, eta):
    mean = [0.0] * len(w)
    for k, row in enumerate(gradients(w, batch), start=1):
        mean = [m + (x - m) / k for m, x in zip(mean, row)]
    return [a - eta * m for a, m in zip(w, mean)]
