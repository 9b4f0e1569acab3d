def optimize(gradient, w, eta, mu, steps):
    m = 0
    for t in range(steps):
        g = gradient(w)
        if t == 0:
            m = [(1 - mu) * x for x in g]
        else:
            m = [mu * a + (1 - mu) * b for a, b in zip(m, g)]
        w = [a - eta * b for a, b in zip(w, m)]
    return w
