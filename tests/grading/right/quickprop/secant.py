def step(w, g, eta, state):
    new = []
    for i in range(len(w)):
        if state and (g[i] == state["g"][i] or w[i] == state["w"][i]):
            new.append(w[i])
        elif state:
            slope = (g[i] - state["g"][i]) / (w[i] - state["w"][i])
            new.append(w[i] - g[i] / slope)
        else:
            new.append(w[i] - eta * g[i])
    state["g"], state["w"] = list(g), list(w)
    return new
