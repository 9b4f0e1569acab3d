import math

class AdaGrad:
    def __init__(self, eta, eps):
        self.eta, self.eps, self.history = eta, eps, []

    def step(self, w, g):
        self.history.append(list(g))
        sums = [math.fsum(x * x for x in column) for column in zip(*self.history)]
        return [a - self.eta / math.sqrt(s + self.eps) * b for a, b, s in zip(w, g, sums)]
