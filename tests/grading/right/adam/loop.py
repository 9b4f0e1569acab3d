def optimize(gradient, w, eta, beta1, beta2, eps, steps):
    m = [0.0] * len(w)
    v = [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        m = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
        v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(v, g)]
        w = [x - eta / (b ** 0.5 + eps) * a for x, a, b in zip(w, m, v)]
    return w
