"""Reading what somebody was told, and what waits for a word of theirs.

``drafts``: a registry that the package of reports fills: name -> the drafts on which somebody may still comment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from consult.models import Consultation, Participant, User
from sessions_app.models import Notice

SHOWN = 100


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft on which somebody may comment until ``deadline`` and has not; ``address`` is of the page to do it on."""

    title: str
    address: str
    deadline: datetime
    consultation: Consultation


drafts: dict[str, Callable[[User], list[WaitingDraft]]] = {}


def drafts_for(user: User) -> list[WaitingDraft]:
    """The drafts that wait for comments of ``user``, by deadline."""
    return sorted((one for find in drafts.values() for one in find(user)), key=lambda one: one.deadline)


def told(user: User) -> QuerySet[Notice]:
    """What somebody was told where they still take part, new ones first."""
    rows = Notice.objects.filter(participant__user=user, participant__removed_at=None)
    about = ("recommendation__consultation", "commitment__consultation", "ballot__consultation")
    asked = ("ballot__version__recommendation__consultation", "ballot__choosing", "ballot__contribution__question")
    newest = rows.select_related(*about, *asked).order_by(F("seen_at").desc(nulls_first=True), "-pk")
    return newest[:SHOWN]


def unseen(participant: Participant | None) -> int:
    """How much of what somebody was told here is new to them."""
    return Notice.objects.filter(participant=participant, seen_at=None).count() if participant else 0
