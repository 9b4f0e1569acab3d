def step(w, g, *, state, down, up, eta0):
    sign = lambda x: 1.0 if x > 0 else (-1.0 if x < 0 else 0.0)
    s = [sign(x) for x in g]
    if not state:
        state.update(rate=[eta0 for _ in w])
    else:
        for i, (a, b) in enumerate(zip(state["s"], s)):
            if a * b > 0:
                state["rate"][i] = up * state["rate"][i]
            if a * b < 0:
                state["rate"][i] = down * state["rate"][i]
    state["s"] = s
    return [x - r * y for x, r, y in zip(w, state["rate"], s)]
