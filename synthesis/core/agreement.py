"""How far two labellings of the same people agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthesis.core.classes import Labels


def rand_index(one: Labels, other: Labels) -> float:
    """Adjusted Rand index of two labellings from 0 (L. Hubert, P. Arabie, J. Classification 2, 1985)."""
    table = crosstable(one, other).astype(np.float64)
    pairs = [float((part * (part - 1) / 2).sum()) for part in (table, table.sum(axis=1), table.sum(axis=0))]
    total = len(one) * (len(one) - 1) / 2
    expected = pairs[1] * pairs[2] / total if total else 0.0
    most = (pairs[1] + pairs[2]) / 2
    return 1.0 if most == expected else (pairs[0] - expected) / (most - expected)


def crosstable(one: Labels, other: Labels) -> NDArray[np.int64]:
    """How many are i in ``one`` and j in ``other``; those that are -1 in either are left out."""
    kept = (one >= 0) & (other >= 0)
    if not kept.any():
        return np.zeros((1, 1), dtype=np.int64)
    wide = int(other[kept].max()) + 1
    tall = int(one[kept].max()) + 1
    return np.bincount(one[kept] * wide + other[kept], minlength=tall * wide).reshape(tall, wide)


def cramers_v(one: Labels, other: Labels) -> float:
    """Association of two labellings from 0 (none) to 1, bias corrected (W. Bergsma, J. Korean Stat. Soc. 42, 2013)."""
    table = crosstable(one, other).astype(np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n = table.sum()
    if n < 2 or min(table.shape) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    rows, columns = table.shape
    square = max(0.0, float(((table - expected) ** 2 / expected).sum()) / n - (rows - 1) * (columns - 1) / (n - 1))
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float(np.sqrt(square / least)) if least > 0 else 0.0
