# expected: Length | Ends
def optimize(gradient, w, eta, steps):
    for _ in range(1, steps):
        g = gradient(w)
        w = [a - eta * b for a, b in zip(w, g)]
    return w
