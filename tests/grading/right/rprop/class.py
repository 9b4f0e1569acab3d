class Rprop:
    def __init__(self, eta0, up, down):
        self.eta0, self.factors = eta0, {1: up, -1: down, 0: 1}
        self.rates = self.old = None

    @staticmethod
    def sign(x):
        if x > 0:
            return 1
        return -1 if x < 0 else 0

    def step(self, w, g):
        signs = [self.sign(x) for x in g]
        if self.rates is None:
            self.rates = [self.eta0] * len(w)
        else:
            self.rates = [r * self.factors[a * b] for r, a, b in zip(self.rates, self.old, signs)]
        self.old = signs
        return [a - r * s for a, r, s in zip(w, self.rates, signs)]
