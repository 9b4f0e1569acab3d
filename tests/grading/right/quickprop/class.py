class Quickprop:
    def __init__(self, eta):
        self.eta = eta
        self.last = None

    def step(self, w, g):
        if self.last is None:
            d = [-(x * self.eta) for x in g]
        else:
            d = [x * b / (a - x) if a != x else 0.0 for x, (a, b) in zip(g, self.last)]
        self.last = list(zip(g, d))
        return [x + y for x, y in zip(w, d)]
