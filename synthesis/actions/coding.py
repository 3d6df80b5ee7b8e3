"""Coding: one coder puts a contribution under a theme, or under none; and marks what was read."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.models import Contribution
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from synthesis.actions.theme import put
from synthesis.models.coding import Code, Reading
from synthesis.models.theme import STANDING, Theme

NONE = "none"
MOST_AT_ONCE = 500


def code(here: Here, contribution_ids: Sequence[int], theme: int | str) -> Theme | None:
    """Put contributions of one question under ``theme``, or under ``NONE`` of them. They count as read.

    Rows, not acts of procedure: who coded what, when, stays with them, and confirming a theme is in the record.
    """
    with writing():
        coder = _coder(here)
        rows = _readable(here, contribution_ids)
        found = None if theme == NONE else _theme(here, theme, rows)
        put(coder, [row.pk for row in rows], found)
        _mark(coder, rows)
    return found


def uncode(here: Here, contribution_ids: Sequence[int]) -> None:
    """Take one's own codes back: what others or the machine said stands again."""
    with writing():
        rows = _readable(here, contribution_ids)
        Code.objects.filter(coder=_coder(here), contribution__in=rows).delete()


def mark_read(here: Here, contribution_ids: Sequence[int]) -> None:
    with writing():
        _mark(_coder(here), _readable(here, contribution_ids))


def mark_unread(here: Here, contribution_ids: Sequence[int]) -> None:
    with writing():
        Reading.objects.filter(reader=_coder(here), contribution__in=_readable(here, contribution_ids)).delete()


def _coder(here: Here) -> Participant:
    require(may(here.standing, Act.DRAFT))
    if here.participant is None:
        raise RefusedError(_("Only somebody who takes part can do this."))
    return here.participant


def _readable(here: Here, ids: Sequence[int]) -> list[Contribution]:
    """Those of ``ids`` that the room sees. Raises RefusedError where one of them is not."""
    wanted = set(ids)
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise RefusedError(_("Choose between 1 and {most} contributions.").format(most=MOST_AT_ONCE))
    rows = Contribution.objects.filter(
        seen_by("participant"), IN_PLENARY, pk__in=wanted, question__session__consultation=here.consultation
    )
    found = list(rows)
    if len(found) != len(wanted):
        raise RefusedError(_("This contribution is no longer shown."))
    return found


def _theme(here: Here, theme: int | str, rows: Sequence[Contribution]) -> Theme:
    mine = Theme.objects.filter(question__session__consultation=here.consultation)
    found = mine.filter(pk=theme).first() if isinstance(theme, int) else None
    if found is None:
        raise RefusedError(_("There is no such theme in this consultation."))
    if found.state not in STANDING:
        into = found.into.label if found.into else ""
        words = _("This theme was merged into “{into}”: choose that one.") if into else _("This theme was set aside.")
        raise RefusedError(words.format(into=into), "stale")
    if any(row.question_id != found.question_id for row in rows):
        raise RefusedError(_("This theme belongs to another question."))
    return found


def _mark(reader: Participant, rows: Sequence[Contribution]) -> None:
    now = timezone.now()
    Reading.objects.bulk_create(
        [Reading(contribution=row, reader=reader, at=now) for row in rows],
        update_conflicts=True,
        unique_fields=["contribution", "reader"],
        update_fields=["at"],
    )
