def optimize(gradient, w, eta, eps, steps):
    v = [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        v = [a + b * b for a, b in zip(v, g)]
        w = [a - eta * b * (c + eps) ** -0.5 for a, b, c in zip(w, g, v)]
    return w
