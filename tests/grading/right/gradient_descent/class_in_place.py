class GradientDescent:
    def __init__(self, eta):
        self.eta = eta

    def step(self, w, g):
        for i in range(len(w)):
            w[i] -= self.eta * g[i]
