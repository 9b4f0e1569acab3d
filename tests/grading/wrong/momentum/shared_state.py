# expected: OtherBits
m = {}

def step(w, g, eta, mu):
    for i in range(len(w)):
        m[i] = mu * m.get(i, 0.0) + (1 - mu) * g[i]
    return [w[i] - eta * m[i] for i in range(len(w))]
