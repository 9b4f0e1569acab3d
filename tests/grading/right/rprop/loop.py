from math import copysign

def optimize(gradient, w, eta0, up, down, steps):
    rates, before = [eta0] * len(w), None
    for _ in range(steps):
        g = gradient(w)
        next_w = []
        for i, s in enumerate(g):
            if before is not None and before[i] != 0 and s != 0:
                rates[i] *= up if (before[i] > 0) == (s > 0) else down
            next_w.append(w[i] - copysign(rates[i], s) if s != 0 else w[i])
        w, before = next_w, g
    return w
