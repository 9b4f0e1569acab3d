# expected: [sign-with-size] | [gradient_descent]
def step(w, g, eta):
    return [a - eta * b for a, b in zip(w, g)]
