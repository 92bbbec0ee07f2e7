"""A right solution whose diagonal is the writable view that einsum gives; rows are taken one by one and stacked."""

import numpy as np


def take_rows(x, rows):
    if len(rows) == 0:
        return x[:0].copy()
    return np.stack([x[i] for i in rows])


def every_other(x, axis=0):
    return np.rollaxis(x, axis)[::2].transpose(
        [i + 1 if i < axis % x.ndim else 0 if i == axis % x.ndim else i for i in range(x.ndim)]
    )


def where_between(x, low, high):
    return np.array(x[np.nonzero(~(x < low) & ~(x > high) & ~np.isnan(x))])


def set_diagonal(x, value):
    np.einsum("...ii->...i", x[..., : x.shape[-1], : x.shape[-2]])[...] = value
