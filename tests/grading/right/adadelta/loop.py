def optimize(gradient, w, eta, gamma, eps, steps):
    v = [0.0] * len(w)
    d = [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        w = list(w)
        for i in range(len(w)):
            v[i] = gamma * v[i] + (1 - gamma) * g[i] * g[i]
            p = eta * (d[i] ** 0.5 + eps) / (v[i] + eps) ** 0.5 * g[i]
            w[i] -= p
            d[i] = gamma * d[i] + (1 - gamma) * p * p
    return w
