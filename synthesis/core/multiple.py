"""Many tests at once: which results still count."""

import numpy as np
from numpy.typing import NDArray


def adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values adjusted so that those under q have a false discovery rate of at most q; the same shape.

    adjusted_(i) = min over j >= i of p_(j) m / j (Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57, 1995).
    """
    flat = np.asarray(p, dtype=np.float64).ravel()
    if not flat.size:
        return flat.reshape(p.shape)
    order = np.argsort(flat, kind="stable")
    scaled = flat[order] * flat.size / np.arange(1, flat.size + 1)
    found = np.empty_like(flat)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found.reshape(p.shape)
