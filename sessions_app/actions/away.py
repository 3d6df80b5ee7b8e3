"""What other packages do when something that was said is shown no longer, so that this one need not look up at them.

Each is called with the consultation's id, inside the transaction of the act.
"""

from collections.abc import Callable

holding: dict[str, Callable[[int], object]] = {}  # before the entry in the record: what they will change
following: dict[str, Callable[[int], object]] = {}  # after it


def hold(consultation_id: int) -> None:
    """Lock what ``tell`` will change: whoever changes it otherwise enters that in the record with the lock in hand."""
    for act in holding.values():
        act(consultation_id)


def tell(consultation_id: int) -> None:
    for act in following.values():
        act(consultation_id)
