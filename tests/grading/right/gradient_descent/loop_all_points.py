def optimize(gradient, w, *, eta, steps):
    """Returns the start and every point after it."""
    points = [list(w)]
    for t in range(steps):
        current = points[-1]
        slope = gradient(current)
        points.append([x + (-eta) * s for x, s in zip(current, slope)])
    return points
