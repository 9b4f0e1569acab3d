# expected: [step-back] | Unknown
def step(w, g, eta0, up, down, state):
    sign = lambda x: (x > 0) - (x < 0)
    n = len(w)
    rates, old, last = state.get("rates", [eta0] * n), state.get("g", [0] * n), state.get("last", [0.0] * n)
    new = []
    for i in range(n):
        s = sign(old[i]) * sign(g[i])
        if s < 0:
            rates[i] *= down
            last[i] = -last[i]
        else:
            rates[i] *= up if s > 0 else 1
            last[i] = -rates[i] * sign(g[i])
        new.append(w[i] + last[i])
    state.update(rates=rates, g=list(g), last=last)
    return new
