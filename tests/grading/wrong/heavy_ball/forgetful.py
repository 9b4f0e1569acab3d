# expected: [heavy-ball-forgetful]
class HeavyBall:
    def __init__(self, eta, mu):
        self.eta, self.mu = eta, mu
        self.m = None

    def step(self, w, g):
        self.m = [0.0] * len(w)
        self.m = [self.mu * a + b for a, b in zip(self.m, g)]
        return [a - self.eta * b for a, b in zip(w, self.m)]
