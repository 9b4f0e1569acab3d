import math

class RMSprop:
    def __init__(self, eta, gamma, eps):
        self.__dict__.update(eta=eta, gamma=gamma, eps=eps, v=None)

    def step(self, w, g):
        if self.v is None:
            self.v = [0.0] * len(w)
        for i, x in enumerate(g):
            self.v[i] += (1 - self.gamma) * (x * x - self.v[i])
            w[i] -= self.eta * x / math.sqrt(max(self.v[i], 0.0) + self.eps)
