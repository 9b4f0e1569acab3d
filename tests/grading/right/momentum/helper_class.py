class Memory:
    """What is kept from step to step."""

    def __init__(self, mean):
        self.mean = mean


def my_momentum(w, g, eta, mu, state):
    if "memory" not in state:
        state["memory"] = Memory([0.0] * len(w))
    memory = state["memory"]
    memory.mean = [mu * a + (1 - mu) * b for a, b in zip(memory.mean, g)]
    return [a - eta * b for a, b in zip(w, memory.mean)]
