def optimize(gradient, w, eta0, gamma, steps):
    eta, old = [eta0] * len(w), [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        eta = [e + gamma * a * b for e, a, b in zip(eta, old, g)]
        w = [x - e * s for x, e, s in zip(w, eta, g)]
        old = g
    return w
