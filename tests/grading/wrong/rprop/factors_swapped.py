# expected: [factors-swapped]
def step(w, g, eta0, up, down, state):
    sign = lambda x: (x > 0) - (x < 0)
    s = [sign(x) for x in g]
    rates, old = state.get("rates", [eta0] * len(w)), state.get("s", [0] * len(w))
    rates = [r * (down if a * b > 0 else up if a * b < 0 else 1) for r, a, b in zip(rates, old, s)]
    state["rates"], state["s"] = rates, s
    return [a - r * b for a, r, b in zip(w, rates, s)]
