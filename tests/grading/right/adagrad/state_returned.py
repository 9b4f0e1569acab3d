import math

def step(w, g, eta, eps, state):
    old = state["G"] if state else [0] * len(w)
    G = [a + b * b for a, b in zip(old, g)]
    new = [x - (eta * s) / math.sqrt(eps + a) for x, s, a in zip(w, g, G)]
    return new, {"G": G}
