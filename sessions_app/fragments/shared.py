"""What many ask for in the same moment, made once: the frame of all who come back from the same page, and the parts
of a page that all of a view see alike."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import TypeVar, cast

from consult.models import RecordHead
from sessions_app.fragments.frame import changes
from sessions_app.fragments.parts import Frame, View

SECONDS, MOST = 3.0, 64  # how long a frame is kept, and how many
RUSH, FRESH = 8, 1.0  # so many ask within a second: then what is made for one is given to all who ask in that second

T = TypeVar("T")
Key = tuple[View, int, int, str]
Moment = tuple[int, str]  # sequence and hash of the end of a record
_lock = threading.Lock()
_kept: dict[Key, tuple[float, Future[Frame]]] = {}


def gap(view: View, after: int, upto: int) -> Frame:
    """``changes(view, after, upto)``, shared by all who ask while the record ends at ``upto``; not to be changed.

    Where the record has moved on it is rendered anew: what was rendered before a hold is never shown after it.
    """
    head = RecordHead.objects.filter(consultation_id=view.consultation_id, seq=upto).values_list("hash").first()
    if head is None:
        return changes(view, after, upto)
    key = (view, after, upto, head[0])
    with _lock:
        _forget(time.monotonic())
        found = _kept.get(key)
        if found is None:
            mine: Future[Frame] = Future()
            _kept[key] = (time.monotonic(), mine)
    if found is not None:
        return found[1].result()
    try:
        mine.set_result(changes(view, after, upto))
    except BaseException as error:
        with _lock:
            _kept.pop(key, None)
        mine.set_exception(error)
        raise
    return mine.result()


def _forget(now: float) -> None:
    for key in [key for key, (at, _) in _kept.items() if now - at > SECONDS]:
        del _kept[key]
    while len(_kept) >= MOST:
        del _kept[next(iter(_kept))]


_asked: dict[Hashable, deque[float]] = {}
_made: dict[Hashable, tuple[float, Future[object]]] = {}


def moment(consultation_id: int) -> Moment:
    """The end of a consultation's record; ``(0, "")`` where nothing happened yet."""
    rows = RecordHead.objects.filter(consultation_id=consultation_id)
    return rows.values_list("seq", "hash").first() or (0, "")


def together(key: Hashable, at: Moment, make: Callable[[], T]) -> T:
    """What ``make`` gives; in a rush, what it gave to another at the same end of the record, less than a second ago.

    So nothing that an act changed is ever shown as it was; what has no act (turnout, presence) is a second old at most.
    """
    now, whole = time.monotonic(), (key, at)
    with _lock:
        for old in [k for k, (made, _) in _made.items() if now - made > FRESH]:
            del _made[old]
        for quiet in [k for k, times in _asked.items() if now - times[-1] > FRESH]:
            del _asked[quiet]
        times = _asked.setdefault(key, deque(maxlen=RUSH + 1))
        times.append(now)
        is_rush = len(times) > RUSH and now - times[0] <= FRESH
        found = _made.get(whole)
        if is_rush and found is None:
            mine: Future[object] = Future()
            _made[whole] = (now, mine)
    if not is_rush:
        return make()
    if found is not None:
        return cast(T, found[1].result())
    try:
        mine.set_result(make())
    except BaseException as error:
        with _lock:
            _made.pop(whole, None)
        mine.set_exception(error)
        raise
    return cast(T, mine.result())
