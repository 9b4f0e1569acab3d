import numpy as np

class Momentum:
    def __init__(self, eta, mu):
        self.eta, self.mu = eta, mu
        self.m = 0.0

    def step(self, w, g):
        self.m = self.mu * self.m + (1 - self.mu) * g
        w -= self.eta * self.m
