"""What students hand in: honest solutions in the ways that students write."""

from __future__ import annotations

XP = "from array_api_compat import array_namespace\n\n\n"
SOFTMAX = f"""{XP}def softmax(logits, axis=-1):
    xp = array_namespace(logits)
    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)
"""

HONEST = {
    "it checks itself when it is run": (
        "03_probability/01_softmax",
        SOFTMAX
        + """

if __name__ == "__main__":
    import sys
    import numpy as np
    from scipy.special import softmax as theirs
    x = np.random.randn(3, 4)
    print(np.abs(softmax(x) - theirs(x, axis=-1)).max(), file=sys.stderr)
""",
    ),
    "a descriptor of the name": (
        "03_probability/04_entropy",
        """from typing import Any
import numpy as np
from array_api_compat import array_namespace


class Sum:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, owner, kind=None):
        xp = array_namespace(owner.p)
        logs = xp.log(xp.where(owner.p > 0, owner.p, xp.ones_like(owner.p)))
        return -xp.sum(owner.p * logs, axis=owner.axis)


class Distribution:
    entropy: Any = Sum()

    def __init__(self, p, axis):
        self.p, self.axis = p, axis


def entropy(p, axis=-1):
    return Distribution(p, axis).entropy
""",
    ),
    "zip and sum": (
        "01_linear_algebra/01_dot_product",
        """from __future__ import annotations


def dot(u, v):
    if u.ndim != 1 or tuple(u.shape) != tuple(v.shape):
        raise ValueError(f"{u.shape} and {v.shape} do not fit")
    terms = u * v
    total = terms[:1].sum()
    for term in terms[1:]:
        total = total + term
    return total
""",
    ),
    "a table of functions": (
        "01_linear_algebra/02_norms",
        XP
        + """def _one(xp, x, axis):
    return xp.sum(xp.abs(x), axis=axis)


def _two(xp, x, axis):
    return xp.sum(xp.abs(x) ** 2, axis=axis) ** 0.5


def _largest(xp, x, axis):
    return xp.max(xp.abs(x), axis=axis)


NORMS = {1: _one, 2: _two, float("inf"): _largest}


def norm(x, ord=2, axis=-1):
    if ord not in NORMS:
        raise ValueError(f"ord {ord}")
    return NORMS[ord](array_namespace(x), x, axis)


def distance(u, v, ord=2):
    return norm(u - v, ord)
""",
    ),
    "loops over both axes": (
        "01_linear_algebra/05_matmul",
        XP
        + """def matvec(W, x):
    try:
        return (W * x[..., None, :]).sum(axis=-1) if W.shape[-1] == x.shape[-1] else _no(W, x)
    except RuntimeError:
        _no(W, x)


def _no(W, x):
    raise ValueError(f"{tuple(W.shape)} and {tuple(x.shape)}")


def matmul(A, B):
    if A.shape[-1] != B.shape[-2]:
        raise ValueError(f"{A.shape} and {B.shape}")
    xp = array_namespace(A)
    columns = [(A * B[..., None, :, j]).sum(axis=-1) for j in range(B.shape[-1])]
    if not columns:
        return xp.sum(A[..., :, :, None] * B[..., None, :, :], axis=-2)
    return xp.stack(columns, axis=-1)
""",
    ),
    "entry by entry": (
        "01_linear_algebra/04_transpose",
        """from array_api_compat import array_namespace


def transpose(a):
    if a.ndim < 2:
        raise ValueError(f"{a.shape}")
    xp = array_namespace(a)
    *batch, rows, columns = a.shape
    out = xp.zeros((*batch, columns, rows), dtype=a.dtype, device=a.device)
    for i in range(rows):
        for j in range(columns):
            out[..., j, i] = a[..., i, j]
    return out
""",
    ),
    "the norm is a library's": (
        "01_linear_algebra/03_cosine_similarity",
        XP
        + """def _length(xp, x, axis, eps):
    return xp.clip(xp.linalg.vector_norm(x, axis=axis), min=eps)


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("lengths differ")
    xp = array_namespace(a, b)
    return xp.sum(a * b, axis=axis) / (_length(xp, a, axis, eps) * _length(xp, b, axis, eps))


def nearest(query, corpus):
    if len(corpus) == 0:
        raise ValueError("no rows")
    return int(cosine_similarity(query, corpus).argmax())
""",
    ),
    "maximum by where": (
        "01_linear_algebra/07_dense_layer",
        """import numpy as np
import torch


def relu(x):
    if isinstance(x, torch.Tensor):
        return torch.where(x < 0, torch.zeros_like(x), x)
    return np.where(x < 0, np.zeros_like(x), x)


def dense(x, W, b):
    if x.shape[-1] != W.shape[0] or tuple(b.shape) != tuple(W.shape[1:]):
        raise ValueError(f"x {tuple(x.shape)}, W {tuple(W.shape)} and b {tuple(b.shape)}")
    z = x @ W
    z = z + b
    return relu(z)
""",
    ),
    "outer products": (
        "01_linear_algebra/13_covariance",
        XP
        + """def covariance(x, ddof=1):
    n, _ = x.shape
    if n - ddof <= 0:
        raise ValueError(f"{n} rows, ddof={ddof}")
    d = x - x.mean(0)
    return (d[:, :, None] * d[:, None, :]).sum(0) / (n - ddof)


def correlation(x):
    C = covariance(x)
    i = list(range(C.shape[0]))
    s = C[i, i] ** 0.5
    return C / (s[:, None] * s[None, :])
""",
    ),
    "a partial and a lambda": (
        "02_calculus/01_derivative",
        """from functools import partial
from array_api_compat import array_namespace


def _quotient(f, h, x):
    return (f(x + h) - f(x - h)) / (2.0 * h)


def derivative(f, x, h=1e-4):
    xp = array_namespace(x)
    slope = partial(_quotient, f, h)
    return xp.astype(slope(xp.astype(x, xp.float64)), x.dtype)
""",
    ),
    "a loop over flat entries": (
        "02_calculus/02_gradient",
        """from itertools import product
from array_api_compat import array_namespace

STEP = 1e-4


def partial(f, x, i):
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float64)
    up, down = xp.asarray(wide, copy=True), xp.asarray(wide, copy=True)
    up[i] += STEP
    down[i] -= STEP
    return xp.astype((f(up) - f(down)) / (2 * STEP), x.dtype)


def gradient(f, x):
    xp = array_namespace(x)
    out = xp.zeros_like(x)
    for index in product(*(range(n) for n in x.shape)):
        out[index] = partial(f, x, index)
    return out
""",
    ),
    "two sigmoids": (
        "02_calculus/07_loss_gradients",
        XP
        + """def _check(a, b):
    if tuple(a.shape) != tuple(b.shape):
        raise ValueError(f"{tuple(a.shape)} is not {tuple(b.shape)}")


def mse_gradient(W, X, y):
    prediction = X @ W
    _check(prediction, y)
    return 2 / len(X) * (X.T @ (prediction - y))


def logistic_gradient(w, X, y):
    xp = array_namespace(X)
    z = X @ w
    _check(z, y)
    half = xp.tanh(z / 2)
    return X.T @ ((1 + half) / 2 - y) / len(X)
""",
    ),
    "in log space": (
        "03_probability/02_log_softmax",
        XP
        + """def logsumexp(x, axis=-1):
    xp = array_namespace(x)
    m = xp.max(x, axis=axis, keepdims=True)
    m = xp.where(xp.isinf(m), xp.zeros_like(m), m)
    s = xp.log(xp.sum(xp.exp(x - m), axis=axis, keepdims=True)) + m
    return xp.squeeze(s, axis=axis)


def log_softmax(x, axis=-1):
    xp = array_namespace(x)
    return x - xp.expand_dims(logsumexp(x, axis), axis=axis)
""",
    ),
    "fancy indexing": (
        "03_probability/03_cross_entropy",
        XP
        + """def cross_entropy(logits, targets, reduction="mean"):
    if reduction not in {"mean", "sum", "none"}:
        raise ValueError(reduction)
    xp = array_namespace(logits)
    C = logits.shape[-1]
    for t in targets.reshape(-1).tolist():
        if not 0 <= t < C:
            raise IndexError(f"target {t}")
    z = logits - xp.max(logits, axis=-1, keepdims=True)
    hot = xp.arange(C, device=logits.device) == targets[..., None]
    picked = xp.sum(xp.where(hot, z, xp.zeros_like(z)), axis=-1)
    losses = xp.log(xp.sum(xp.exp(z), axis=-1)) - picked
    return {"mean": xp.mean, "sum": xp.sum}[reduction](losses) if reduction != "none" else losses
""",
    ),
    "masked logarithms": (
        "03_probability/05_kl_divergence",
        XP
        + """def _log(xp, x):
    return xp.log(x)


def kl_divergence(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    zero = p == 0
    a = xp.where(zero, xp.ones_like(p), p)
    b = xp.where(zero, xp.ones_like(q), q)
    terms = p * (_log(xp, a) - _log(xp, b))
    return xp.sum(terms, axis=axis)
""",
    ),
    "a tensor like another": (
        "05_tensors/01_creation",
        """import torch


def like(x, fill):
    out = torch.empty_like(x, memory_format=torch.contiguous_format)
    out[...] = fill
    return out


def ramp(n, like):
    return torch.arange(n, device=like.device).to(like.dtype)


def from_numpy_shared(a):
    return torch.from_numpy(a)
""",
    ),
    "view and permute": (
        "05_tensors/02_reshape",
        """import torch


def split_heads(x: torch.Tensor, n_heads: int) -> torch.Tensor:
    batch, time, width = x.size()
    if n_heads <= 0 or width % n_heads != 0:
        raise ValueError(f"{width} / {n_heads}")
    return x.reshape(batch, time, n_heads, width // n_heads).permute(0, 2, 1, 3)


def merge_heads(x: torch.Tensor) -> torch.Tensor:
    batch, heads, time, width = x.size()
    return x.permute(0, 2, 1, 3).contiguous().view(batch, time, heads * width)


def to_patches(images: torch.Tensor, size: int) -> torch.Tensor:
    n, c, h, w = images.size()
    if size <= 0 or h % size or w % size:
        raise ValueError(f"{size} does not fit {h} by {w}")
    x = images.reshape(n, c, h // size, size, w // size, size).permute(0, 2, 4, 1, 3, 5)
    return x.reshape(n, (h // size) * (w // size), c * size * size)
""",
    ),
    "gather with a loop": (
        "05_tensors/04_gather",
        """import torch
import torch.nn.functional as F


def last_token(x, lengths):
    lengths = lengths.long()
    if (lengths < 1).any() or (lengths > x.shape[1]).any():
        raise ValueError(f"{lengths}")
    index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, x.shape[2])
    return x.gather(1, index).squeeze(1)


def token_log_probs(logits, tokens):
    logp = F.log_softmax(logits, dim=-1)
    return torch.gather(logp, 2, tokens.long().unsqueeze(-1)).squeeze(-1)


def shift_right(tokens, start):
    first = torch.full_like(tokens[:, :1], start)
    return torch.cat([first, tokens[:, :-1]], dim=1)
""",
    ),
    "tril of ones": (
        "05_tensors/05_masking",
        """import torch


def causal_mask(n, device=None):
    return torch.tril(torch.ones(n, n, dtype=torch.bool, device=device))


def padding_mask(lengths, n):
    positions = torch.arange(n, device=lengths.device)
    return positions.unsqueeze(0) < lengths.unsqueeze(1)


def masked_mean(x, mask, dim):
    mask = mask.expand_as(x)
    total = x.masked_fill(~mask, 0).sum(dim=dim)
    return total / mask.sum(dim=dim).clamp(min=1)


def masked_softmax(logits, mask, dim=-1):
    scores = logits.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=dim).masked_fill(~mask, 0)
""",
    ),
    "Welford with a class of its own": (
        "03_probability/06_moments",
        XP
        + """def expectation(values, probs):
    xp = array_namespace(values, probs)
    return (xp.astype(values, probs.dtype) * probs).sum(-1)


def variance(values, probs):
    centre = expectation(values, probs)[..., None]
    return expectation((values - centre) ** 2, probs)


class RunningMoments:
    \"\"\"n, mean and sum of squares, as on Wikipedia.\"\"\"

    def __init__(self):
        self.n = 0
        self.m = 0.0
        self.M2 = 0.0

    def add(self, x):
        self.n += 1
        delta = x - self.m
        self.m = self.m + delta / self.n
        self.M2 = self.M2 + delta * (x - self.m)

    def merge(self, other):
        n = self.n + other.n
        if other.n:
            delta = other.m - self.m
            self.M2 = self.M2 + other.M2 + delta**2 * (self.n * (other.n / n))
            self.m = self.m + delta * (other.n / n)
            self.n = n

    def mean(self):
        if not self.n:
            raise ValueError("nothing was added")
        return self.m

    def variance(self, ddof=0):
        if self.n - ddof <= 0:
            raise ValueError(f"n = {self.n}, ddof = {ddof}")
        return self.M2 / (self.n - ddof)
""",
    ),
    "Bayes in logarithms": (
        "03_probability/08_bayes_rule",
        XP
        + """def _softmax(z):
    xp = array_namespace(z)
    top = xp.max(z, axis=-1, keepdims=True)
    if not xp.all(xp.isfinite(top)):
        raise ValueError("impossible")
    w = xp.exp(z - top)
    return w / w.sum(-1)[..., None]


def posterior(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    return _softmax(xp.log(prior) + xp.log(likelihood))


def update(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    z = xp.log(prior)
    for i in range(likelihoods.shape[-2]):
        z = z + xp.log(likelihoods[..., i, :])
    return _softmax(z)
""",
    ),
    "tables of two variables": (
        "03_probability/09_independence",
        XP
        + """def marginals(joint):
    return joint.sum(-1), joint.sum(-2)


def conditional(joint, axis):
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis, keepdims=True)
    safe = xp.where(total == 0, xp.ones_like(total), total)
    return joint / safe


def is_independent(joint, tol):
    xp = array_namespace(joint)
    rows, columns = marginals(joint)
    apart = xp.abs(joint - rows[..., None] * columns[..., None, :])
    return ~xp.any(apart > tol, axis=(-2, -1))


def mutual_information(joint):
    xp = array_namespace(joint)

    def log(p):
        return xp.log(xp.where(p > 0, p, xp.ones_like(p)))

    rows, columns = marginals(joint)
    bits = log(joint) - log(rows)[..., None] - log(columns)[..., None, :]
    return (joint * bits).sum((-2, -1))
""",
    ),
    "bins from a running sum": (
        "03_probability/10_sampling",
        """import math
from array_api_compat import array_namespace


def sample_categorical(probs, u):
    xp = array_namespace(probs, u)
    edges = xp.cumulative_sum(probs, axis=-1)
    k = xp.sum(xp.astype(edges <= u[..., None], xp.int64), axis=-1)
    places = xp.arange(probs.shape[-1], device=probs.device)
    possible = xp.where(probs > 0, places, xp.zeros_like(places))
    return xp.minimum(k, xp.max(possible, axis=-1))


def box_muller(u1, u2):
    xp = array_namespace(u1, u2)
    r = (-2.0 * xp.log1p(-u1)) ** 0.5
    t = u2 * math.tau
    return r * xp.cos(t), r * xp.sin(t)
""",
    ),
    "likelihoods": (
        "03_probability/12_maximum_likelihood",
        """import math
from array_api_compat import array_namespace as ns


def fit_normal(x):
    if x.shape[-1] < 1:
        raise ValueError("empty")
    mu = ns(x).mean(x, axis=-1, keepdims=True)
    var = ns(x).mean((x - mu) ** 2, axis=-1)
    return mu[..., 0], ns(x).sqrt(var)


def normal_nll(x, mean, std):
    xp = ns(x, mean, std)
    if xp.min(std) <= 0:
        raise ValueError("std")
    z = (x - mean[..., None]) / std[..., None]
    return 0.5 * xp.mean(z**2, axis=-1) + xp.log(std) + 0.5 * math.log(2 * math.pi)


def _n(counts):
    n = counts.sum(-1)
    if (n == 0).any():
        raise ValueError("no counts")
    return n


def fit_categorical(counts):
    return counts / _n(counts)[..., None]


def categorical_nll(counts, probs):
    xp = ns(counts, probs)
    logs = xp.log(xp.where(counts > 0, probs, xp.ones_like(probs)))
    return -(counts * logs).sum(-1) / _n(counts)
""",
    ),
    "a mask that is drawn": (
        "07_neural_networks/05_dropout",
        """import numpy as np
import torch


def dropout(x, p=0.5, training=True, uniform=None):
    if not (p >= 0 and p <= 1):
        raise ValueError(f"p = {p}")
    if uniform is not None and tuple(uniform.shape) != tuple(x.shape):
        raise ValueError(f"{uniform.shape}")
    if not training:
        return x
    if p == 1:
        return x * 0
    if uniform is None:
        is_torch = isinstance(x, torch.Tensor)
        uniform = torch.rand_like(x) if is_torch else np.random.rand(*x.shape)
    lib = torch if isinstance(x, torch.Tensor) else np
    return lib.where(uniform >= p, x / (1 - p), lib.zeros_like(x))
""",
    ),
    "losses by a decorator": (
        "07_neural_networks/09_losses",
        """import functools
from array_api_compat import array_namespace


def reduced(loss):
    @functools.wraps(loss)
    def run(a, b, *args, reduction="mean", **kwargs):
        if tuple(a.shape) != tuple(b.shape):
            raise ValueError(f"{tuple(a.shape)}, {tuple(b.shape)}")
        if reduction not in ("none", "mean", "sum"):
            raise ValueError(reduction)
        xp = array_namespace(a)
        each = loss(xp, a, b, *args, **kwargs)
        return each if reduction == "none" else xp.mean(each) if reduction == "mean" else xp.sum(each)

    return run


_mse = reduced(lambda xp, a, b: (a - b) ** 2)
_bce = reduced(lambda xp, x, y: xp.where(x > 0, x, x * 0) - x * y + xp.log1p(xp.exp(xp.where(x > 0, -x, x))))


@reduced
def _huber(xp, a, b, delta):
    gap = xp.abs(a - b)
    return xp.where(gap > delta, delta * (gap - delta / 2), gap * gap / 2)


def mse(pred, target, reduction="mean"):
    return _mse(pred, target, reduction=reduction)


def binary_cross_entropy_with_logits(logits, targets, reduction="mean"):
    return _bce(logits, targets, reduction=reduction)


def huber(pred, target, delta=1.0, reduction="mean"):
    if not delta > 0:
        raise ValueError(f"delta = {delta}")
    return _huber(pred, target, delta, reduction=reduction)
""",
    ),
    "normalised in two steps": (
        "07_neural_networks/04_layer_norm",
        XP
        + """def _standardise(xp, x, eps):
    mean = xp.mean(x, axis=-1, keepdims=True)
    centred = x - mean
    spread = xp.mean(centred * centred, axis=-1, keepdims=True)
    return centred / (spread + eps) ** 0.5


def layer_norm(x, weight=None, bias=None, eps=1e-5):
    for p in [weight, bias]:
        if p is not None and tuple(p.shape) != (x.shape[-1],):
            raise ValueError(f"{tuple(p.shape)} is not ({x.shape[-1]},)")
    xp = array_namespace(x)
    out = _standardise(xp, xp.astype(x, xp.result_type(x.dtype, xp.float32)), eps)
    out = out if weight is None else out * weight
    out = out if bias is None else out + bias
    return xp.astype(out, x.dtype)
""",
    ),
    "a state for each parameter": (
        "08_optimization/02_adam",
        """from dataclasses import dataclass
from typing import Any
from array_api_compat import array_namespace


@dataclass
class State:
    m: Any
    v: Any
    t: int = 0


class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.states = [State(self._zeros(p), self._zeros(p)) for p in self.params]

    @staticmethod
    def _zeros(p):
        return array_namespace(p).zeros_like(p)

    def step(self, grads=None):
        if grads is None:
            grads = [p.grad for p in self.params]
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for p, g, s in zip(self.params, grads, self.states):
            if g is not None:
                self._update(p.detach() if hasattr(p, "detach") else p, g, s)

    def _update(self, p, g, s):
        b1, b2 = self.betas
        s.t += 1
        s.m = b1 * s.m + (1 - b1) * g
        s.v = b2 * s.v + (1 - b2) * g**2
        m, v = s.m / (1 - b1**s.t), s.v / (1 - b2**s.t)
        p -= self.lr * m / (v**0.5 + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
""",
    ),
    "momentum in a list": (
        "08_optimization/01_sgd",
        """from array_api_compat import array_namespace


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        for value in (lr, momentum, weight_decay):
            if value < 0:
                raise ValueError(f"{value} is negative")
        if nesterov and not momentum:
            raise ValueError("nesterov without momentum")
        self.params, self.lr, self.mu = list(params), lr, momentum
        self.nesterov, self.wd = nesterov, weight_decay
        self.velocity = [array_namespace(p).zeros_like(p) for p in self.params]

    def step(self, grads=None):
        grads = [p.grad for p in self.params] if grads is None else list(grads)
        if len(grads) != len(self.params):
            raise ValueError(f"{len(grads)} gradients")
        for i, (p, g) in enumerate(zip(self.params, grads)):
            if g is None:
                continue
            p = getattr(p, "data", p) if hasattr(p, "detach") else p
            g = g + self.wd * p
            self.velocity[i] = self.mu * self.velocity[i] + g
            p -= self.lr * (g + self.mu * self.velocity[i] if self.nesterov else self.velocity[i])

    def zero_grad(self):
        for p in self.params:
            p.grad = None
""",
    ),
    "one-hot by comparison": (
        "03_probability/11_temperature",
        XP
        + """def greedy(logits):
    xp = array_namespace(logits)
    return xp.argmax(logits, axis=-1)


def with_temperature(logits, temperature):
    if temperature < 0:
        raise ValueError(f"{temperature} < 0")
    xp = array_namespace(logits)
    if temperature == 0:
        positions = xp.arange(logits.shape[-1], device=logits.device)
        return xp.astype(positions == greedy(logits)[..., None], logits.dtype)
    z = logits - xp.max(logits, axis=-1, keepdims=True)
    e = xp.exp(z / temperature)
    return e / xp.sum(e, axis=-1, keepdims=True)


def sample_with_temperature(logits, temperature, u):
    xp = array_namespace(logits)
    p = with_temperature(logits, temperature)
    u = xp.asarray(u, dtype=p.dtype, device=p.device)
    k = xp.count_nonzero(xp.cumulative_sum(p, axis=-1) <= u[..., None], axis=-1)
    n = xp.arange(p.shape[-1], device=p.device)
    return xp.minimum(k, xp.max(xp.where(p > 0, n, xp.zeros_like(n)), axis=-1))
""",
    ),
    "a recursion on columns": (
        "01_linear_algebra/08_determinant",
        """from array_api_compat import array_namespace, device


def determinant(a):
    xp = array_namespace(a)
    n = a.shape[-1]
    if a.shape[-2] != n:
        raise ValueError(f"{tuple(a.shape)} is not square")
    sign = xp.ones(a.shape[:-2], dtype=a.dtype, device=device(a))
    while n:
        best = xp.argmax(xp.abs(a[..., 0]), axis=-1)[..., None]
        order = xp.arange(n, device=device(a))
        order = xp.where(order == 0, best, xp.where(order == best, 0, order))
        a = xp.take_along_axis(a, order[..., None], axis=-2)
        head = a[..., 0, 0]
        sign = sign * xp.where(best[..., 0] == 0, head, -head)
        safe = xp.where(head == 0, xp.ones_like(head), head)
        a = a[..., 1:, 1:] - (a[..., 1:, 0] / safe[..., None])[..., None] * a[..., :1, 1:]
        n -= 1
    return sign
""",
    ),
    "an abstract base and a copy": (
        "08_optimization/01_sgd",
        """from abc import ABC, abstractmethod
import copy
from itertools import chain


class Base(ABC):
    def __init__(self, *params):
        self.params = list(chain.from_iterable(params))

    @abstractmethod
    def step(self, grads=None): ...

    def zero_grad(self):
        for p in self.params:
            p.grad = None


class SGD(Base):
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(params)
        if min(lr, momentum, weight_decay) < 0 or (nesterov and momentum == 0):
            raise ValueError(f"{lr}, {momentum}, {weight_decay}")
        self.lr, self.momentum, self.nesterov, self.weight_decay = lr, momentum, nesterov, weight_decay
        self.v = {}

    def step(self, grads=None):
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError("grads")
        for i, (p, g) in enumerate(zip(self.params, grads)):
            if g is None:
                continue
            data = p.detach() if hasattr(p, "detach") else p
            d = g + self.weight_decay * data
            self.v[i] = copy.copy(d) if i not in self.v else self.momentum * self.v[i] + d
            data -= self.lr * (d + self.momentum * self.v[i] if self.nesterov else self.v[i])
""",
    ),
}

DOT, MATMUL, SOFT = "01_linear_algebra/01_dot_product", "01_linear_algebra/05_matmul", "03_probability/01_softmax"
MATVEC = """import numpy as np
import torch


def matvec(W, x):
    return (W * x[..., None, :]).sum(-1)


"""
