class SGD:
    def __init__(self, eta):
        self.eta = eta

    def step(self, w, gradients, batch):
        rows = gradients(w, batch)
        b = len(rows)
        return [w[i] - self.eta / b * sum(row[i] for row in rows) for i in range(len(w))]
