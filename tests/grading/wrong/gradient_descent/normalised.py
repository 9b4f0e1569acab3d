# expected: [normalised]
from math import sqrt

def step(w, g, eta):
    length = sqrt(sum(x * x for x in g))
    return [a - eta * b / length if length else a for a, b in zip(w, g)]
