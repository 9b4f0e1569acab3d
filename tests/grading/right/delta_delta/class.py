class DeltaDelta:
    def __init__(self, eta0, gamma):
        self.eta0, self.gamma = eta0, gamma
        self.rates, self.before = None, None

    def step(self, w, g):
        if self.rates is None:
            self.rates = [self.eta0 for _ in w]
        else:
            for i in range(len(w)):
                self.rates[i] += self.gamma * (g[i] * self.before[i])
        self.before = list(g)
        return [w[i] - self.rates[i] * g[i] for i in range(len(w))]
