def optimize(gradient, w, eta, gamma, eps, steps):
    v, points = [0] * len(w), [w]
    for t in range(1, steps + 1):
        g = gradient(points[-1])
        v = [(1 - gamma) * x ** 2 + gamma * y for x, y in zip(g, v)]
        points.append([a - (eta / (c + eps) ** 0.5) * b for a, b, c in zip(points[-1], g, v)])
    return points
