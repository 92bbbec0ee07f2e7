"""Learning-rate schedules: the rate of a step as a function of the steps before it."""


def step_lr(k: int, lr: float, step_size: int, gamma: float) -> float:
    """Multiply the rate by gamma after every so many updates.

    Parameters
    ----------
    k : int
        How many updates have been made; 0 before the first.
    lr : float
        The rate of the first update.
    step_size : int
        After how many updates the rate drops, 1 or more.
    gamma : float
        What it is multiplied by.

    Returns
    -------
    float
        The rate of the next update.
    """
    raise NotImplementedError


def exponential_lr(k: int, lr: float, gamma: float) -> float:
    """Multiply the rate by gamma after every update.

    Parameters
    ----------
    k : int
        How many updates have been made; 0 before the first.
    lr : float
        The rate of the first update.
    gamma : float
        What it is multiplied by.

    Returns
    -------
    float
        The rate of the next update.
    """
    raise NotImplementedError


def cosine_lr(k: int, lr: float, total: int, min_lr: float = 0.0) -> float:
    """Let the rate fall along half a wave of a cosine, and hold it at the end.

    Parameters
    ----------
    k : int
        How many updates have been made; 0 before the first.
    lr : float
        The rate of the first update.
    total : int
        After how many updates the rate is ``min_lr``, 0 or more; it stays there.
    min_lr : float, default 0.0
        The rate at the end.

    Returns
    -------
    float
        The rate of the next update.
    """
    raise NotImplementedError


def warmup_cosine_lr(k: int, lr: float, warmup: int, total: int, min_lr: float = 0.0) -> float:
    """Let the rate rise in a line, fall along half a wave of a cosine, and hold it at the end.

    Parameters
    ----------
    k : int
        How many updates have been made; 0 before the first.
    lr : float
        The highest rate: that of the last update of the warmup, and of the one after it.
    warmup : int
        How many updates the rise takes, from 0 to ``total``. The first has the rate ``lr / warmup``.
    total : int
        After how many updates, those of the warmup included, the rate is ``min_lr``; it stays there.
    min_lr : float, default 0.0
        The rate at the end. It does not affect the warm-up.

    Returns
    -------
    float
        The rate of the next update.
    """
    raise NotImplementedError
