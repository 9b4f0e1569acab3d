# expected: [not-inverted]
def step(w, g, H):
    return [a - sum(x * y for x, y in zip(row, g)) for a, row in zip(w, H)]
