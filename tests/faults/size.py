"""How large a run is: some trials of everything in the gate, all of them in ``make faults`` (FAULT_TRIALS=1000)."""

from __future__ import annotations

import os
from typing import TypeVar

GATE = 30  # trials of a race, unless FAULT_TRIALS says another number
TRIALS = int(os.environ.get("FAULT_TRIALS", GATE))
FULL = TRIALS > 200


Size = TypeVar("Size", int, float)


def sized(gate: Size, full: Size) -> Size:
    """``gate`` in the ordinary suite, ``full`` in ``make faults``."""
    return full if FULL else gate


# Seconds in which a closing ends: the figure to reach where nothing else runs; beside other tests, that it ends at all.
CLOSES_WITHIN = sized(5.0, 1.0)
