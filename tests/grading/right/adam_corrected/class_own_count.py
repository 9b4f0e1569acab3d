import math

class Adam:
    def __init__(self, eta, beta1, beta2, eps):
        self.eta, self.beta1, self.beta2, self.eps = eta, beta1, beta2, eps
        self.t = 0
        self.m = self.v = None

    def step(self, w, g):
        if self.m is None:
            self.m, self.v = [0.0] * len(w), [0.0] * len(w)
        self.t += 1
        for i in range(len(w)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g[i]
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g[i] * g[i]
            m_hat = self.m[i] / (1 - math.pow(self.beta1, self.t))
            v_hat = self.v[i] / (1 - math.pow(self.beta2, self.t))
            w[i] = w[i] - self.eta * m_hat / (math.sqrt(v_hat) + self.eps)
        return None
