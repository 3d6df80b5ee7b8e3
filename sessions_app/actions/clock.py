"""What other packages have the clock do, so that this one need not look up at them: name -> act, returning how many."""

from collections.abc import Callable

due: dict[str, Callable[[], int]] = {}


def do_due() -> dict[str, int]:
    """Have all of it done; name -> how many, of those that had anything to do. Each act is idempotent."""
    return {name: count for name, act in due.items() if (count := act())}
