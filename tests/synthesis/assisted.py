"""A drafted report whose sentences an assistant may word otherwise, for the tests of rephrasing."""

from consult.queries.people import here
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph
from synthesis.queries import rephrasing as reading
from tests.synthesis import rooms

AWAY = {"ASSISTANT_URL": "https://models.example/v1", "ASSISTANT_MODEL": "large"}


def at_desk(rule="on-the-record", **fields):
    room = rooms.lively(rule=rule, **fields)
    return draft_report(room.consultation, "command"), here(room.consultation, room.people["rapporteur"].user)


def spoken(report, part="raised:"):
    return next(
        p
        for p in Paragraph.objects.filter(section__report=report).order_by("section__position", "position")
        if reading.may_hold(p) and p.key.startswith(part)
    )


def rewords(text):
    """What an honest assistant would do to the sentences of this room."""
    return text.replace("It was noted", "It was observed").replace("cannot read the forms", "cannot read those forms")
