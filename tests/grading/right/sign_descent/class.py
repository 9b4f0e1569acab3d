import math

class SignDescent:
    def __init__(self, eta):
        self.eta = eta

    def step(self, w, g):
        return [a - math.copysign(self.eta, b) if b else a for a, b in zip(w, g)]
