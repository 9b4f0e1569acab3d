def optimize(gradient, w, eta, steps):
    sign = lambda x: x / abs(x) if x != 0 else 0
    points = []
    for _ in range(steps):
        w = [a - eta * sign(b) for a, b in zip(w, gradient(w))]
        points.append(w)
    return points
