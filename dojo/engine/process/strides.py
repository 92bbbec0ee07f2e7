"""Arrays as they lie in memory, for pickles: plain pickle loses gaps, reversed axes and entries that repeat."""

from __future__ import annotations

import ctypes

import numpy as np


def reduce_array(array: np.ndarray):
    """An array with its memory as it lies there: gaps, reversed axes and repeated entries are kept."""
    if array.dtype.hasobject or array.flags.c_contiguous:
        return array.__reduce_ex__(5)
    low, high = np.lib.array_utils.byte_bounds(array) if array.size else (0, 0)
    memory = (ctypes.c_char * (high - low)).from_address(low).raw if array.size else b""
    offset = array.__array_interface__["data"][0] - low if array.size else 0
    return _rebuild_array, (array.shape, array.dtype, memory, offset, array.strides, array.flags.writeable)


def _rebuild_array(shape, dtype, memory, offset, strides, writeable) -> np.ndarray:
    if 0 in shape:
        array = np.lib.stride_tricks.as_strided(np.empty(1, dtype), shape, strides)
    else:
        array = np.ndarray(shape, dtype, bytearray(memory), offset, strides)
    array.flags.writeable = writeable
    return array
