"""The list of speakers: its order, and the time of each. Plain values, so that every rule can be tried by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

# Orders of a list, as ``states.FloorOrder`` names them.
ASKED, PROTOCOL, ALTERNATE = "asked", "protocol", "alternate"
SPEAK, POINT_OF_ORDER, REPLY = "speak", "point-of-order", "reply"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One name on the list.

    place: where the chair put it, None where the order decides. group: position of the stakeholder group, None for
    somebody of none. asked: any number that grows with the time of asking.
    """

    id: int
    asked: float
    kind: str = SPEAK
    place: int | None = None
    for_several: bool = False
    group: int | None = None
    body: str = ""


def ordered(names: Iterable[Waiting], order: str, last_group: int | None = None) -> list[Waiting]:
    """The list as it will be called.

    Points of order interrupt; then those the chair placed; then whoever speaks for several bodies; then the others by
    ``order``; rights of reply come after the list. last_group: that of the last speaker, where groups take turns.
    """
    by_asking = sorted(names, key=lambda name: (name.asked, name.id))
    first = [name for name in by_asking if name.kind == POINT_OF_ORDER]
    placed = sorted((name for name in by_asking if name.place is not None and name.kind != POINT_OF_ORDER), key=_place)
    free = [name for name in by_asking if name.place is None and name.kind != POINT_OF_ORDER]
    speakers = [name for name in free if name.kind != REPLY]
    before = placed[-1].group if placed else last_group
    several = _by(order, [name for name in speakers if name.for_several], before)
    before = several[-1].group if several else before
    single = _by(order, [name for name in speakers if not name.for_several], before)
    return first + placed + several + single + [name for name in free if name.kind == REPLY]


def _place(name: Waiting) -> tuple[int, float, int]:
    return (name.place or 0, name.asked, name.id)


def _by(order: str, names: list[Waiting], last_group: int | None) -> list[Waiting]:
    """``names``, which stand as they asked, by one of the orders."""
    if order == PROTOCOL:
        return sorted(names, key=lambda name: (name.group is None, name.group or 0, name.body, name.asked, name.id))
    if order == ALTERNATE:
        return _in_turn(names, last_group)
    return names


def _in_turn(names: list[Waiting], last_group: int | None) -> list[Waiting]:
    """Groups in turn, each as its names asked, the one heard least first; none twice running while another waits."""
    queues: dict[int | None, list[Waiting]] = {}
    for name in names:
        queues.setdefault(name.group, []).append(name)
    spoken: dict[int | None, int] = dict.fromkeys(queues, 0)
    out: list[Waiting] = []
    while queues:
        others = [group for group in queues if group != last_group] or list(queues)
        last_group = min(others, key=lambda group: (spoken[group], queues[group][0].asked, queues[group][0].id))
        spoken[last_group] += 1
        out.append(queues[last_group].pop(0))
        if not queues[last_group]:
            del queues[last_group]
    return out


def moved(listed: Sequence[Waiting], id_: int, before: int | None) -> dict[int, int]:
    """Id -> place, after ``id_`` was put before ``before`` (None: at the end).

    Everybody down to the new place gets one; who stands below goes on by the order. Points of order have
    none: they come first by themselves.
    """
    ids = [name.id for name in listed if name.kind != POINT_OF_ORDER]
    if id_ not in ids or before == id_:
        return {}
    rest = [other for other in ids if other != id_]
    at = rest.index(before) if before in rest else len(rest)
    now = [*rest[:at], id_, *rest[at:]]
    if now == ids:
        return {}
    placed = max((now.index(name.id) for name in listed if name.place is not None and name.id in now), default=-1)
    return {other: place for place, other in enumerate(now[: max(at, placed) + 1], start=1)}


def seconds_used(started: datetime | None, paused: datetime | None, now: datetime) -> int:
    """Whole seconds spoken by somebody who began at ``started``; the clock stands since ``paused``."""
    return max(0, int(((paused or now) - started).total_seconds())) if started else 0


def seconds_left(limit: int | None, used: int) -> int | None:
    """What is left of ``limit``; negative: over-run; None: no limit."""
    return None if limit is None else limit - used


@dataclass(frozen=True, slots=True)
class Share:
    """The speaking time of one group: used of its budget (None: it has none), and its part of all that was spoken."""

    group: int
    used: int
    budget: int | None
    percent: int

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.used > self.budget


def shares(spoken: Iterable[tuple[int, int]], budgets: dict[int, int], groups: Sequence[int]) -> list[Share]:
    """Used time by group against its budget; ``spoken``: (group id, seconds). In the order of ``groups``."""
    used = dict.fromkeys(groups, 0)
    for group, seconds in spoken:
        if group in used:
            used[group] += seconds
    total = sum(used.values())
    return [
        Share(group, used[group], budgets.get(group), round(100 * used[group] / total) if total else 0)
        for group in groups
    ]
