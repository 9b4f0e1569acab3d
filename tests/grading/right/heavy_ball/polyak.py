class HeavyBall:
    """Polyak's form, from the last two points."""

    def __init__(self, eta, mu):
        self.eta, self.mu, self.before = eta, mu, None

    def step(self, w, g):
        before = self.before or w
        self.before = list(w)
        return [a - self.eta * s + self.mu * (a - b) for a, b, s in zip(w, before, g)]
