from math import sqrt

def step(w, g, t, eta, beta1, beta2, eps, state):
    n = len(w)
    m, v = state.setdefault("m", [0.0] * n), state.setdefault("v", [0.0] * n)
    out = []
    for i in range(n):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
        mhat = m[i] / (1 - beta1 ** t)
        vhat = v[i] / (1 - beta2 ** t)
        out.append(w[i] - eta * mhat / (sqrt(vhat) + eps))
    return out
