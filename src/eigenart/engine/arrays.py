"""Names for the three kinds of arrays that the engine passes around."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import daxpy
from scipy.sparse import csr_array

IntArray = NDArray[np.intp]
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
