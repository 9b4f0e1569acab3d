def optimize(gradient, w, eta, steps):
    for _ in range(steps):
        g = gradient(w)
        w = [w[i] - g[i] * eta for i in range(len(w))]
    return w
