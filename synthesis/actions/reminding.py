"""The clock reminds of the deadline for comments on a draft: each who was sent it and said nothing, once."""

import time

from django.utils import timezone

from consult import record
from sessions_app.actions.turns import writing
from synthesis.actions.telling import note
from synthesis.models.circulation import Circulation
from synthesis.models.telling import About
from synthesis.queries.circulation import due, to_remind

EVERY = 60.0  # seconds between two looks at what is due
_last = {"at": float("-inf")}


def remind_due(*, at_once: bool = False) -> int:
    """Everybody whom it is time to remind; returns how many. Looks once a minute."""
    if not at_once and time.monotonic() - _last["at"] < EVERY:
        return 0
    _last["at"] = time.monotonic()
    return sum(_remind(row) for row in due(timezone.now()))


def _remind(circulation: Circulation) -> int:
    if not to_remind(circulation).exists():  # reading takes no lock
        return 0
    with writing():
        held = Circulation.objects.select_for_update(of=("self",)).select_related("report__consultation")
        row = held.get(pk=circulation.pk)
        made = note(row.report, to_remind(row), About.REMINDED, row.round)
        if made:
            record.enter(
                row.report.consultation_id,
                "remind of comments",
                record.RULE,
                subject=f"report-{row.report_id}",
                payload={"round": row.round, "people": len(made)},
            )
    return len(made)
