def optimize(gradient, value, w, eta, steps):
    losses = []
    for _ in range(steps):
        w = [a - eta * b for a, b in zip(w, gradient(w))]
        losses.append(value(w))
    return w, losses
