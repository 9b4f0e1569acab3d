# expected: raised | never changes | factor
def step(w, g, eta):
    return [a - (eta // 1) * b for a, b in zip(w, g)]
