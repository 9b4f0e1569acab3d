# expected: returned nothing
def step(w, g, eta):
    new = [a - eta * b for a, b in zip(w, g)]
    print(new)
