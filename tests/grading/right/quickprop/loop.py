def optimize(gradient, w, eta, steps):
    d = g = None
    for t in range(steps):
        old, g = g, gradient(w)
        d = [-eta * x for x in g] if t == 0 else [x / (y - x) * z if x != y else 0.0 for x, y, z in zip(g, old, d)]
        w = [a + b for a, b in zip(w, d)]
    return w
