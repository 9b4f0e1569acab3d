from math import sqrt

def step(w, g, eta, beta1, beta2, eps, state):
    n = len(w)
    m, v = state.setdefault("m", [0.0] * n), state.setdefault("v", [0.0] * n)
    out = []
    for i in range(n):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
        out.append(w[i] - eta * m[i] / (sqrt(v[i]) + eps))
    return out
