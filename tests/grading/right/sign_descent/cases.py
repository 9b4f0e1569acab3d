def step(w, g, eta):
    out = []
    for a, b in zip(w, g):
        if b > 0:
            out.append(a - eta)
        elif b < 0:
            out.append(a + eta)
        else:
            out.append(a)
    return out
