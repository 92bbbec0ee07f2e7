import numpy as np


def power_iteration(a, steps):
    v = np.ones(len(a))
    eigenvalue = 0.0
    for _ in range(steps):
        v = a @ v
        v = v / np.sqrt(np.sum(v**2))
        eigenvalue = v.T @ a @ v
    return eigenvalue, v


def eigh(a):
    Ak, Q_total = np.copy(a), np.eye(a.shape[0])
    for _ in range(500):
        Q, R = np.linalg.qr(Ak)
        Ak = R @ Q
        Q_total = Q_total @ Q
    idx = Ak.diagonal().argsort()
    return Ak.diagonal()[idx], Q_total[:, idx]
