def step(w, g, eta):
    return [a - eta * ((b > 0) - (b < 0)) for a, b in zip(w, g)]
