def rms(x, eps):
    return (x + eps) ** 0.5

def optimize(gradient, w, gamma, eps, steps):
    v = [0.0] * len(w)
    d = [0.0] * len(w)
    for _ in range(steps):
        g = gradient(w)
        v = [gamma * a + (1 - gamma) * b * b for a, b in zip(v, g)]
        p = [-rms(a, eps) / rms(b, eps) * c for a, b, c in zip(d, v, g)]
        d = [gamma * a + (1 - gamma) * b * b for a, b in zip(d, p)]
        w = [a + b for a, b in zip(w, p)]
    return w
