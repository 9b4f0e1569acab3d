def inverse(a):
    n = len(a)
    rows = [list(a[i]) + [1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[p] = rows[p], rows[k]
        top = rows[k][k]
        rows[k] = [x / top for x in rows[k]]
        for i in range(n):
            if i != k:
                f = rows[i][k]
                rows[i] = [x - f * y for x, y in zip(rows[i], rows[k])]
    return [row[n:] for row in rows]

def optimize(gradient, hessian, w, steps):
    for _ in range(steps):
        inv = inverse(hessian(w))
        g = gradient(w)
        w = [w[i] - sum(inv[i][j] * g[j] for j in range(len(w))) for i in range(len(w))]
    return w
