"""Right all the same: of all directions the one that sticks out most is next, and all others lose their share of it."""

from array_api_compat import array_namespace


def project(v, basis):
    if v.shape[-1] != basis.shape[0]:
        raise ValueError(f"{v.shape[-1]} entries, {basis.shape[0]} entries")
    return v @ (basis @ basis.T)


def orthonormal_basis(vectors):
    xp = array_namespace(vectors)
    lengths = xp.sqrt(xp.sum(vectors * vectors, axis=0))
    left = vectors / xp.where(lengths == 0, 1, lengths)
    basis = left[:, :0]
    while 0 not in left.shape:
        squares = xp.sum(left * left, axis=0)
        k = int(xp.argmax(squares))
        size = xp.sqrt(squares[k])  # of this one alone: a root has no gradient at 0
        if float(size) <= 200 * float(xp.finfo(left.dtype).eps):
            break
        q = left[:, k] / size
        q = q - project(q, basis)
        q = q / xp.sqrt(xp.sum(q * q))
        basis = xp.concat([basis, q[:, None]], axis=1)
        left = left - q[:, None] * (q @ left)
    return basis
