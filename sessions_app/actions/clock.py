"""What other packages have the clock do, so that this one need not look up at them: name -> act, returning how many."""

import logging
from collections.abc import Callable

logger = logging.getLogger("consult.clock")

due: dict[str, Callable[[], int]] = {}


def do_due() -> dict[str, int]:
    """Have all of it done; name -> how many, of those that had anything to do. One that fails stops no other."""
    done = {}
    for name, act in due.items():
        try:
            count = act()
        except Exception:
            logger.exception("%s: failed", name)
            continue
        if count:
            done[name] = count
    return done
