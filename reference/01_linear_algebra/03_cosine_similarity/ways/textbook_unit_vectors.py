import numpy as np


def cosine_similarity(a, b, axis=-1, eps=1e-8):
    a_unit = a / np.linalg.norm(a, axis=axis, keepdims=True)
    b_unit = b / np.linalg.norm(b, axis=axis, keepdims=True)
    return (a_unit * b_unit).sum(axis=axis)


def nearest(query, corpus):
    unit_rows = corpus / np.linalg.norm(corpus, axis=1, keepdims=True)
    return int((unit_rows @ (query / np.linalg.norm(query))).argmax())
