def optimize(gradient, w, eta0, kappa, phi, theta, steps):
    rates, mean = [eta0] * len(w), [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        for i, s in enumerate(g):
            mean[i] = theta * mean[i] + (1 - theta) * s
            if mean[i] > 0 and s > 0 or mean[i] < 0 and s < 0:
                rates[i] = rates[i] + kappa
            elif mean[i] > 0 and s < 0 or mean[i] < 0 and s > 0:
                rates[i] = (1 - phi) * rates[i]
        w = [a - r * s for a, r, s in zip(w, rates, g)]
    return w
