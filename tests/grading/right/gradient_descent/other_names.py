from math import fsum

def step(weights, gradients, learning_rate):
    updates = map(lambda d: -learning_rate * d, gradients)
    return tuple(fsum(pair) for pair in zip(weights, updates))
