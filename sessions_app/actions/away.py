"""What other packages do when something that was said is shown no longer, so that this one need not look up at them.

Called with the consultation's id, inside the transaction of the act and after its entry.
"""

from collections.abc import Callable

following: dict[str, Callable[[int], object]] = {}


def tell(consultation_id: int) -> None:
    for act in following.values():
        act(consultation_id)
