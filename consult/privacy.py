"""Registries that each package fills, so that this one need not look up at the others.

``own_data``: name -> what is kept of somebody, for them to take along. ``merging``: called, inside the transaction,
when two participations of one person become one; each moves its own rows and leaves one position per question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.models import Participant, User

OwnData = Callable[["User"], Any]
Merge = Callable[["Participant", "Participant"], None]

KEPT_OUT = "consult.kept_out"  # in a request's META: the consultation from which its browser's guest was removed
NOTHING_TYPED = "consult.nothing_typed"  # in a request's META: what is typed on its page is not kept on the device
KEEP_NOTHING = "consult.keep_nothing"  # in a request's META: its page stays in no cache, the browser's own included

own_data: dict[str, OwnData] = {}
merging: dict[str, Merge] = {}


def data_of(user: User) -> dict[str, Any]:
    """Everything that is kept of ``user``, by the name under which a package registered it."""
    return {name: collect(user) for name, collect in own_data.items()}


def merge(kept: Participant, merged: Participant) -> None:
    """Let every package move what hangs on ``merged`` to ``kept``."""
    for move in merging.values():
        move(kept, merged)
