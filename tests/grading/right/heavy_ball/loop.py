def optimize(gradient, w, eta, mu, steps):
    m = [0.0] * len(w)
    path = []
    for _ in range(steps):
        m = [mu * a + b for a, b in zip(m, gradient(w))]
        w = [a - eta * b for a, b in zip(w, m)]
        path.append(w)
    return path
