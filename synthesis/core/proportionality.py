"""Whether a slate is in proportion: the EJR+ certificate, and the swap that would improve it most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Violation:
    """Supporters of ``candidate`` who weigh ``weight`` deserve ``deserved`` places, and each of them has fewer."""

    candidate: int
    deserved: int
    weight: float


@dataclass(frozen=True, slots=True)
class Swap:
    """``leaves`` for ``comes``: what the slate's PAV score gains; negative when every swap loses."""

    leaves: int
    comes: int
    gain: float


def violations(supports: NDArray[np.bool_], chosen: Sequence[int], weights: Array, *, k: int) -> tuple[Violation, ...]:
    """Violations of EJR+, at most one a candidate (its largest claim); none is a certificate.

    A slate W violates EJR+ when for a candidate c outside W and some l, supporters of c with fewer than l of their
    candidates in W weigh at least l W_total / k (M. Brill, J. Peters, Robust and Verifiable Proportionality Axioms for
    Multiwinner Voting, EC 2023): checked in polynomial time. supports: shape (voters, candidates).
    """
    satisfied = supports[:, list(chosen)].sum(axis=1)
    quota = float(weights.sum()) / k
    fewer = np.arange(1, k + 1)
    table = np.zeros((k, supports.shape[1]))
    for level in range(min(k, len(chosen) + 1)):
        here = satisfied == level
        table[level] = weights[here] @ supports[here]
    claim = np.cumsum(table, axis=0)
    broken = claim >= (fewer * quota - _CLOSE)[:, None]
    broken[:, list(chosen)] = False
    found = []
    for candidate in np.flatnonzero(broken.any(axis=0)):
        largest = int(np.flatnonzero(broken[:, candidate])[-1])
        found.append(Violation(int(candidate), largest + 1, float(claim[largest, candidate])))
    return tuple(found)


def next_swap(supports: NDArray[np.bool_], chosen: Sequence[int], weights: Array) -> Swap | None:
    """The swap after which sum over voters of w (1 + 1/2 + ... + 1/supported on the slate) is largest.

    That is the score of proportional approval voting (T. Thiele, 1895). None when nothing else is supported.
    """
    outside = np.setdiff1d(np.flatnonzero(supports.any(axis=0)), chosen)
    if not len(outside) or not len(chosen):
        return None
    satisfied = supports[:, list(chosen)].sum(axis=1)
    others = supports[:, outside].astype(np.float64)
    gains = np.empty((len(chosen), len(outside)))
    for place, leaver in enumerate(chosen):
        left = supports[:, leaver]
        loss = float((weights[left] / satisfied[left]).sum())
        gains[place] = (weights / (satisfied - left + 1)) @ others - loss
    best = int(np.argmax(gains))
    row, column = divmod(best, len(outside))
    return Swap(int(chosen[row]), int(outside[column]), float(gains[row, column]))
