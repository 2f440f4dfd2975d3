"""Names for the three kinds of arrays that the engine passes around."""

from collections.abc import Sequence
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


def weighed_rows(table: Sparse, rows: IntArray, shares: FloatArray) -> FloatArray:
    """shares @ table[rows], (n_columns,), for a sparse table."""
    columns, values, counts = _stored(table, rows)
    sums = np.bincount(columns, weights=values * np.repeat(shares, counts), minlength=table.shape[1])
    return sums.astype(np.float64, copy=False)


def stacked(parts: Sequence[tuple[IntArray, FloatArray]], *, n_columns: int) -> Sparse:
    """(n_parts, n_columns): a row per part, of columns and their values; a column of a part comes once."""
    counts = [len(columns) for columns, _ in parts]
    columns = np.concatenate([ints([]), *(columns for columns, _ in parts)])
    values = np.concatenate([floats([]), *(values for _, values in parts)])
    return csr_array((values, columns, np.append(0, np.cumsum(counts))), shape=(len(parts), n_columns))


def cells(table: Sparse, rows: IntArray, columns: IntArray) -> FloatArray:
    """(n_columns, n_rows), the cells of a sparse table, turned; `columns` differ from each other."""
    stored, values, counts = _stored(table, rows)
    place_of = np.full(table.shape[1], -1, dtype=np.intp)
    place_of[columns] = np.arange(len(columns))
    places = place_of[stored]
    wanted = np.flatnonzero(places >= 0)
    found = np.zeros((len(columns), len(rows)))
    found[places[wanted], np.repeat(np.arange(len(rows)), counts)[wanted]] = values[wanted]
    return found


def _stored(table: Sparse, rows: IntArray) -> tuple[IntArray, FloatArray, IntArray]:
    """Columns and values of what the rows store, one after the other, and how many cells each has."""
    bounds = zip(table.indptr[rows].tolist(), table.indptr[rows + 1].tolist(), strict=True)
    parts = [slice(low, high) for low, high in bounds]
    if not parts:
        return ints([]), floats([]), ints([])
    columns = np.concatenate([table.indices[part] for part in parts])
    values = np.concatenate([table.data[part] for part in parts])
    return columns, values, ints([part.stop - part.start for part in parts])


def grouped(groups: IntArray, n_groups: int) -> tuple[IntArray, IntArray]:
    """Places by group, within a group in the order they came, and where each group begins (n_groups + 1,).

    groups: (n,), 0 .. n_groups - 1. A counting sort: linear, where a comparing one is not.
    """
    places = np.arange(len(groups), dtype=np.int32)
    marks = coo_array((np.ones(len(groups), dtype=np.int8), (groups, places)), shape=(n_groups, len(groups)))
    table = csr_array(marks)
    return table.indices, table.indptr
