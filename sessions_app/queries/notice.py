"""Reading what somebody was told."""

from django.db.models import F, QuerySet

from consult.models import Participant, User
from sessions_app.models import Notice

SHOWN = 100


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
