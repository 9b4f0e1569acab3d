# expected: [stale-gradient]
class GD:
    def __init__(self, eta):
        self.eta, self.g = eta, None

    def step(self, w, g):
        used = self.g if self.g is not None else g
        self.g = list(g)
        return [a - self.eta * b for a, b in zip(w, used)]
