def optimize(gradient, w, eta, beta1, beta2, eps, steps):
    m, v = [0.0] * len(w), [0.0] * len(w)
    power1 = power2 = 1.0
    for _ in range(steps):
        g = gradient(w)
        power1 *= beta1
        power2 *= beta2
        m = [beta1 * a + (1 - beta1) * b for a, b in zip(m, g)]
        v = [beta2 * a + (1 - beta2) * b * b for a, b in zip(v, g)]
        w = [x - eta * (a / (1 - power1)) / ((b / (1 - power2)) ** 0.5 + eps) for x, a, b in zip(w, m, v)]
    return w
