import numpy as np


class BayesTable:
    """A table with a row for each hypothesis: prior, likelihood, product, posterior."""

    def __init__(self, prior):
        self.probs = [float(p) for p in prior]

    def see(self, likelihood):
        products = [p * like for p, like in zip(self.probs, likelihood, strict=True)]
        total = sum(products)
        self.probs = [product / total for product in products]


def posterior(prior, likelihood):
    table = BayesTable(prior)
    table.see(likelihood)
    return np.array(table.probs)


def update(prior, likelihoods):
    table = BayesTable(prior)
    for likelihood in likelihoods:
        table.see(likelihood)
    return np.array(table.probs)
