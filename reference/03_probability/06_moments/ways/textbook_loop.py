def expectation(values, probs):
    total = 0
    for x, p in zip(values, probs, strict=True):
        total += x * p
    return total


def variance(values, probs):
    mu = expectation(values, probs)
    return sum(p * (x - mu) ** 2 for x, p in zip(values, probs, strict=True))


class RunningMoments:
    def __init__(self):
        self.n = 0
        self.mu = 0
        self.var = 0

    def add(self, x):
        n = self.n + 1
        mu = self.mu + (x - self.mu) / n
        self.var = (self.n * self.var + (x - self.mu) * (x - mu)) / n
        self.n, self.mu = n, mu

    def merge(self, other):
        n = self.n + other.n
        mu = (self.n * self.mu + other.n * other.mu) / n
        within = (self.n * self.var + other.n * other.var) / n
        between = (self.n * (self.mu - mu) ** 2 + other.n * (other.mu - mu) ** 2) / n
        self.n, self.mu, self.var = n, mu, within + between

    def mean(self):
        return self.mu

    def variance(self, ddof=0):
        return self.var * self.n / (self.n - ddof)
