def optimize(gradient, w, eta, mu, steps):
    m = [0.0] * len(w)
    norms = []
    for _ in range(steps):
        g = gradient(w)
        m = [mu * a + (1 - mu) * b for a, b in zip(m, g)]
        w = [x - eta * a for x, a in zip(w, m)]
        # The gradient is asked for once more, to see how far it is.
        norms.append(sum(a * a for a in gradient(w)) ** 0.5)
    return w
