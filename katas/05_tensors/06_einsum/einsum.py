"""Einsum: letters say what is multiplied and what is summed."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Num


def einsum(spec: str, *operands: Num[Array, "..."]) -> Num[Array, "..."]:
    """Multiply the operands and sum, as the letters of a spec say.

    Parameters
    ----------
    spec : str
        A term for each operand, with commas between them, and after an arrow the output letters:
        ``"ij,jk->ik"``. A term has one letter, a to z or A to Z, for each axis. Without an arrow the
        output is each letter that occurs once in all terms together, sorted: capitals first, then
        small letters. Spaces are left out.
    *operands : array
        One or more arrays of one library and one dtype. All axes with one letter have one size.

    Returns
    -------
    array
        An axis for each output letter, in their order; of the dtype and on the device of the
        operands. Letters that are not in the output are summed over; a letter that occurs twice in
        one term reads the diagonal.

    Raises
    ------
    ValueError
        If there are more or fewer terms than operands, or letters than axes; if an output letter
        is in no term, or twice in the output; if a letter has two sizes, both other than
        1. The message gives ``spec``.
    """
    xp = array_namespace(*operands) if operands else None  # numpy for arrays, torch for tensors: xp.sum works on both
    raise NotImplementedError
