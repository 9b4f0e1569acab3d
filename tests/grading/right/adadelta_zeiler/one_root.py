import math

class AdaDelta:
    def __init__(self, gamma, eps):
        self.gamma, self.eps = gamma, eps
        self.v = self.d = None

    def step(self, w, g):
        if self.v is None:
            self.v, self.d = [0.0] * len(w), [0.0] * len(w)
        keep, add = self.gamma, 1 - self.gamma
        self.v = [keep * a + add * b * b for a, b in zip(self.v, g)]
        p = [math.sqrt((d + self.eps) / (v + self.eps)) * x for d, v, x in zip(self.d, self.v, g)]
        self.d = [keep * a + add * b * b for a, b in zip(self.d, p)]
        return [a - b for a, b in zip(w, p)]
