"""Neighbours are added in pairs until one number is left."""

from array_api_compat import array_namespace


def dot(u, v):
    if u.ndim != 1 or v.ndim != 1 or u.shape != v.shape:
        raise ValueError("two vectors of equal length expected")
    products = u * v
    while products.shape[0] > 1:
        if products.shape[0] % 2:
            products = array_namespace(u).concat([products, 0 * products[:1]])
        products = products[::2] + products[1::2]
    return products.sum()
