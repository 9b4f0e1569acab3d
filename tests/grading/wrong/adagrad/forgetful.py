# expected: [adagrad-forgetful] | v[t] = g[t]^2
from math import sqrt

def step(w, g, eta, eps):
    return [a - eta * b / sqrt(b * b + eps) for a, b in zip(w, g)]
