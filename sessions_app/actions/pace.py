"""How fast one may send: the same for messages of a socket and for contributions by form or by JSON."""

import time

from django.utils.translation import gettext as _

from consult.procedure import RefusedError

BURST, A_SECOND = 40, 10  # messages: how many at once, and how many more every second


class Bucket:
    """What one line may still send. It fills with time, and goes below nothing for those who do not stop."""

    __slots__ = ("filled_at", "left")

    def __init__(self) -> None:
        self.left, self.filled_at = float(BURST), time.monotonic()

    def take(self) -> float:
        """One message more. What is left: below 0 it is refused."""
        now = time.monotonic()
        self.left, self.filled_at = min(BURST, self.left + (now - self.filled_at) * A_SECOND) - 1, now
        return self.left


def slow_down() -> RefusedError:
    """The refusal of what comes too fast; whoever kept it sends it again."""
    return RefusedError(_("Too many messages at once."), "slow down")
