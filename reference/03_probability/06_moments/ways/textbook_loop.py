def expectation(values, probs):
    total = 0
    for x, p in zip(values, probs, strict=True):
        total += x * p
    return total


def variance(values, probs):
    mu = expectation(values, probs)
    return sum(p * (x - mu) ** 2 for x, p in zip(values, probs, strict=True))
