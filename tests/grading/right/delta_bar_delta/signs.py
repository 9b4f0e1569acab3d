class DeltaBarDelta:
    def __init__(self, eta0, kappa, phi, theta):
        self.eta0, self.kappa, self.phi, self.theta = eta0, kappa, phi, theta
        self.eta = self.gbar = None

    def step(self, w, g):
        sign = lambda x: (x > 0) - (x < 0)
        if self.eta is None:
            self.eta, self.gbar = [self.eta0] * len(w), [0.0] * len(w)
        self.gbar = [self.theta * a + (1 - self.theta) * b for a, b in zip(self.gbar, g)]
        s = [sign(a) * sign(b) for a, b in zip(self.gbar, g)]
        self.eta = [e + self.kappa if x == 1 else e - self.phi * e if x == -1 else e for e, x in zip(self.eta, s)]
        return [a - e * b for a, e, b in zip(w, self.eta, g)]
