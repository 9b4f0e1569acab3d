def optimize(gradient, w, rate, mu, steps):
    p = [0.0] * len(w)
    while steps > 0:
        g = gradient(w)
        for i in range(len(p)):
            p[i] *= mu
            p[i] -= rate * g[i]
        w = [a + b for a, b in zip(w, p)]
        steps -= 1
    return w
