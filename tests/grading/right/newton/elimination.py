def solve(a, b):
    """Gaussian elimination with pivoting."""
    n = len(b)
    a = [list(row) + [x] for row, x in zip(a, b)]
    for k in range(n):
        p = max(range(k, n), key=lambda r: abs(a[r][k]))
        a[k], a[p] = a[p], a[k]
        for r in range(k + 1, n):
            f = a[r][k] / a[k][k]
            for c in range(k, n + 1):
                a[r][c] -= f * a[k][c]
    x = [0.0] * n
    for k in reversed(range(n)):
        x[k] = (a[k][n] - sum(a[k][c] * x[c] for c in range(k + 1, n))) / a[k][k]
    return x

def step(w, g, H):
    d = solve(H, g)
    return [a - b for a, b in zip(w, d)]
