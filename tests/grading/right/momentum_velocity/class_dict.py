class Optimizer(object):
    def __init__(self, **settings):
        self.settings = settings
        self.p = {}

    def step(self, w, g):
        rate, mu = self.settings["rate"], self.settings["mu"]
        result = []
        for i in range(len(w)):
            self.p[i] = mu * self.p.get(i, 0.0) - rate * g[i]
            result.append(w[i] + self.p[i])
        return result
