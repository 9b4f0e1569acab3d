class Momentum:
    def __init__(self, eta, mu):
        self.eta = eta
        self.mu = mu
        self.velocity = None

    def step(self, w, g):
        if self.velocity is None:
            self.velocity = [0.0 for _ in w]
        self.velocity = [self.mu * v - self.eta * (1 - self.mu) * gi for v, gi in zip(self.velocity, g)]
        return [wi + v for wi, v in zip(w, self.velocity)]
