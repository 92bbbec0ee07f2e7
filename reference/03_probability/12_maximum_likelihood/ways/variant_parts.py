"""Right all the same: the distributions of the course, and the entropy with the divergence on top."""

from array_api_compat import array_namespace

from mine.distributions import normal_log_prob


def fit_normal(x):
    xp, n = array_namespace(x), x.shape[-1]
    if n == 0:
        raise ValueError("no entries")
    first = x[..., :1]
    mean = first + xp.sum(x - first, axis=-1, keepdims=True) / n
    rest = x - mean
    largest = xp.max(xp.abs(rest), axis=-1, keepdims=True)
    unit = rest / xp.where(largest > 0, largest, xp.ones_like(largest))
    return mean[..., 0], (largest * xp.sqrt(xp.sum(unit * unit, axis=-1, keepdims=True) / n))[..., 0]


def normal_nll(x, mean, std):
    xp = array_namespace(x, mean, std)
    return -xp.mean(normal_log_prob(x, mean[..., None], std[..., None]), axis=-1)


def fit_categorical(counts):
    xp = array_namespace(counts)
    totals = xp.sum(counts, axis=-1, keepdims=True)
    if not bool(xp.all(totals > 0)):
        raise ValueError("one of the distributions has no counts")
    return counts / totals


def categorical_nll(counts, probs):
    xp = array_namespace(counts, probs)
    shares = fit_categorical(counts)
    one = xp.ones_like(shares)
    ours, theirs = xp.where(shares > 0, shares, one), xp.where(shares > 0, probs, one)
    entropy = -xp.sum(shares * xp.log(ours), axis=-1)
    return entropy + xp.sum(shares * (xp.log(ours) - xp.log(theirs)), axis=-1)
