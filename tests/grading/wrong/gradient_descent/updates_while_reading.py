# expected: raised | shape
def step(w, g, eta):
    for i in range(len(w) + 1):
        w[i] = w[i] - eta * g[i]
    return w
