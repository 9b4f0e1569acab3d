import math

class Adam:
    def __init__(self, eta, beta1, beta2, eps):
        self.eta, self.beta1, self.beta2, self.eps = eta, beta1, beta2, eps
        self.m, self.v = {}, {}

    def step(self, params, grads):
        result = []
        for i, (p, g) in enumerate(zip(params, grads)):
            self.m[i] = self.beta1 * self.m.get(i, 0) + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v.get(i, 0) + (1 - self.beta2) * g * g
            result.append(p - self.eta * (self.m[i] / (math.sqrt(self.v[i]) + self.eps)))
        return result
