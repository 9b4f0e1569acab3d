# expected: OtherBits
def step(w, g, eta, mu, m=[]):
    while len(m) < len(w):
        m.append(0.0)
    for i in range(len(w)):
        m[i] = mu * m[i] + (1 - mu) * g[i]
    return [w[i] - eta * m[i] for i in range(len(w))]
