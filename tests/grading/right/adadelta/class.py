import math

class AdaDelta:
    def __init__(self, eta, gamma, eps):
        self.eta, self.gamma, self.eps = eta, gamma, eps
        self.v = self.d = None

    def step(self, w, g):
        c = 1 - self.gamma
        if self.v is None:
            self.v, self.d = [0.0] * len(w), [0.0] * len(w)
        self.v = [self.gamma * a + c * b * b for a, b in zip(self.v, g)]
        p = [-self.eta * ((math.sqrt(d) + self.eps) / math.sqrt(v + self.eps) * x) for d, v, x in zip(self.d, self.v, g)]
        self.d = [self.gamma * a + c * b * b for a, b in zip(self.d, p)]
        return [a + b for a, b in zip(w, p)]
