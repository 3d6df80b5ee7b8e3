"""What other packages have the clock do: each by its name, called every second; it says how much it did."""

from collections.abc import Callable

due: dict[str, Callable[[], int]] = {}
