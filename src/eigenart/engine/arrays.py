"""Names for the three kinds of arrays that the engine passes around."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import daxpy
from scipy.sparse import coo_array, csr_array

IntArray = NDArray[np.signedinteger[Any]]
"""Rows, places and counts; int32 in logs of millions of events, else int64."""
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Sparse = csr_array
"""A float64 matrix that is mostly zero."""


def ints(values: object) -> IntArray:
    return np.asarray(values, dtype=np.intp)


def floats(values: object) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def weighed_sum(table: FloatArray, rows: IntArray, shares: FloatArray) -> FloatArray:
    """shares @ table[rows], (n_columns,), without copying the rows."""
    total = np.zeros(table.shape[1])
    for row, share in zip(rows.tolist(), shares.tolist(), strict=True):
        total = daxpy(table[row], total, a=share)
    return total


def grouped(groups: IntArray, n_groups: int) -> tuple[IntArray, IntArray]:
    """Places by group, within a group in the order they came, and where each group begins (n_groups + 1,).

    groups: (n,), 0 .. n_groups - 1. A counting sort: linear, where a comparing one is not.
    """
    places = np.arange(len(groups), dtype=np.int32)
    marks = coo_array((np.ones(len(groups), dtype=np.int8), (groups, places)), shape=(n_groups, len(groups)))
    table = csr_array(marks)
    return table.indices, table.indptr
