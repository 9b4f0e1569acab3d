class Newton:
    def step(self, w, g, H):
        n = len(w)
        rows = [list(H[i]) + [-g[i]] for i in range(n)]
        for k in range(n):
            pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
            rows[k], rows[pivot] = rows[pivot], rows[k]
            rows[k] = [x / rows[k][k] for x in rows[k]]
            for i in range(n):
                if i != k:
                    f = rows[i][k]
                    rows[i] = [x - f * y for x, y in zip(rows[i], rows[k])]
        return [w[i] + rows[i][n] for i in range(n)]
