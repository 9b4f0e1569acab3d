import numpy as np

def step(w, g, eta):
    w = w.reshape(-1, 1)
    g = g.reshape(-1, 1)
    return w - eta * g
