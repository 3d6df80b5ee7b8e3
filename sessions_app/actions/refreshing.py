"""What the clock has worked out anew after questions were closed. The work is another package's: named by its path."""

import time
from datetime import timedelta

from django.utils import timezone
from django.utils.module_loading import import_string

from sessions_app.models import Ballot
from sessions_app.states import BallotState

TASK = "synthesis.tasks.refresh_analyses"
EVERY = 60.0  # seconds
_SINCE = timedelta(seconds=10 * EVERY)  # a question closed while the clock stood still is not forgotten for it
_last = {"at": float("-inf")}


def refresh_due() -> bool:
    """At most once a minute, and only after a question was closed: the task then looks at each analysis."""
    if time.monotonic() - _last["at"] < EVERY:
        return False
    _last["at"] = time.monotonic()
    closed = Ballot.objects.filter(state=BallotState.CLOSED, closed_at__gt=timezone.now() - _SINCE)
    if not closed.exists():
        return False
    import_string(TASK).enqueue()
    return True
