def blend(old, new, share):
    return [share * a + (1 - share) * b for a, b in zip(old, new)]

def adapt(rate, agreement, kappa, phi):
    if agreement > 0:
        return rate + kappa
    return rate * (1 - phi) if agreement < 0 else rate

def step(w, g, eta0, kappa, phi, theta, state):
    mean = blend(state.get("mean", [0.0] * len(w)), g, theta)
    sign = lambda x: (x > 0) - (x < 0)
    rates = [adapt(r, sign(a) * sign(b), kappa, phi) for r, a, b in zip(state.get("rates", [eta0] * len(w)), mean, g)]
    return [x - r * y for x, r, y in zip(w, rates, g)], {"mean": mean, "rates": rates}
