"""How far two coders agree beyond chance."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

FEWEST = 10  # texts that both coded: fewer say nothing
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Agreement:
    """both: texts that both coded. same: of these, those under the same theme. kappa: None where it is not defined.

    low, high: the 95 % interval of kappa.
    """

    both: int
    same: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_enough(self) -> bool:
        return self.both >= FEWEST and self.kappa is not None


def kappa(codes: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Cohen's kappa of pairs of codes: (p_o - p_e) / (1 - p_e), with p_e from each coder's own shares.

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960),
    37-46, with its large-sample standard error sqrt(p_o (1 - p_o) / (n (1 - p_e)^2)). Not defined where both put
    everything under one theme: chance alone would then agree.
    """
    both = len(codes)
    same = sum(one == other for one, other in codes)
    if not both:
        return Agreement(0, 0)
    ones, others = Counter(one for one, _other in codes), Counter(other for _one, other in codes)
    chance = sum(count * others[code] for code, count in ones.items()) / both**2
    if chance >= 1.0:
        return Agreement(both, same)
    observed = same / both
    value = (observed - chance) / (1 - chance)
    error = sqrt(observed * (1 - observed) / both) / (1 - chance)
    return Agreement(both, same, value, max(-1.0, value - _Z * error), min(1.0, value + _Z * error))
