# expected: [update-first]
class Momentum:
    def __init__(self, eta, mu):
        self.eta, self.mu, self.m = eta, mu, None

    def step(self, w, g):
        m = self.m or [0.0] * len(w)
        new = [a - self.eta * b for a, b in zip(w, m)]
        self.m = [self.mu * a + (1 - self.mu) * b for a, b in zip(m, g)]
        return new
