"""What many ask for in the same moment, rendered once: the frame of everybody who comes back from the same page."""

import threading
import time
from concurrent.futures import Future

from consult.models import RecordHead
from sessions_app.fragments.frame import changes
from sessions_app.fragments.parts import Frame, View

SECONDS, MOST = 3.0, 64  # how long a frame is kept, and how many

Key = tuple[View, int, int, str]
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
