# expected: [reset]
class Momentum:
    def __init__(self, eta, mu):
        self.eta, self.mu = eta, mu

    def step(self, w, g):
        m = [0.0] * len(w)
        m = [self.mu * a + (1 - self.mu) * b for a, b in zip(m, g)]
        return [a - self.eta * b for a, b in zip(w, m)]
