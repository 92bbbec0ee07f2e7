def determinant(a):
    m = a.tolist()
    n = len(m)
    sign = 1
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(m[r][i]))
        if abs(m[pivot][i]) < 1e-12:
            return 0
        if pivot != i:
            m[i], m[pivot] = m[pivot], m[i]
            sign *= -1
        for r in range(i + 1, n):
            factor = m[r][i] / m[i][i]
            for c in range(i, n):
                m[r][c] -= factor * m[i][c]
    product = sign
    for i in range(n):
        product *= m[i][i]
    return product
