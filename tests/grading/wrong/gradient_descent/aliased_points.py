# expected: Start | Differs | changes its input `w`
def optimize(gradient, w, eta, steps):
    points = []
    for _ in range(steps):
        g = gradient(w)
        for i in range(len(w)):
            w[i] -= eta * g[i]
        points.append(w)
    return points
