"""As a post that explains the loss writes it: softmax by hand, and minus the logarithm of its diagonal."""

from array_api_compat import array_namespace


def info_nce(a, b, temperature=0.07):
    xp = array_namespace(a)
    a = a / xp.sqrt(xp.sum(a**2, axis=1))[:, None]
    b = b / xp.sqrt(xp.sum(b**2, axis=1))[:, None]
    exp_sim = xp.exp((a @ b.T) / temperature)
    positives = xp.linalg.diagonal(exp_sim)
    loss_a = -xp.mean(xp.log(positives / xp.sum(exp_sim, axis=1)))
    loss_b = -xp.mean(xp.log(positives / xp.sum(exp_sim, axis=0)))
    return (loss_a + loss_b) / 2
