# expected: hess | Unknown
def solve(a, b):
    n = len(b)
    rows = [list(a[i]) + [b[i]] for i in range(n)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(n):
            if i != k:
                f = rows[i][k]
                rows[i] = [x - f * y for x, y in zip(rows[i], rows[k])]
    return [row[n] for row in rows]

def optimize(gradient, hessian, w, steps):
    H = hessian(w)
    for _ in range(steps):
        w = [a - b for a, b in zip(w, solve(H, gradient(w)))]
    return w
