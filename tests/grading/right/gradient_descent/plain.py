def step(w, g, eta):
    return [wi - eta * gi for wi, gi in zip(w, g)]
