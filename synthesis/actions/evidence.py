"""What a paragraph stands on: sources attached and taken off by people, and read again after they changed."""

import re

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Consultation
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Contribution, Recommendation
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from sessions_app.states import GONE, BallotState
from synthesis.actions.editing import enter, on_paragraph
from synthesis.models.report import Evidence, Grounding, Paragraph

_MARK = re.compile(r"([CBT])(\d{1,18})", re.IGNORECASE | re.ASCII)
MOST_MARKS = 20


def attach(here: Here, paragraph_id: int, marks: str) -> Paragraph:
    """Attach contributions (C22), closed ballots (B3) and texts (T4) by their marks: all that are named, or none."""
    named = plain(marks).replace(",", " ").split()[:MOST_MARKS]
    if not named:
        raise RefusedError(_("Name a source by its mark, such as C22."))
    sources = [_source(here.consultation, mark) for mark in named]
    with on_paragraph(here, paragraph_id) as paragraph:
        for source in sources:
            stand_on(paragraph, source)
        if paragraph.grounding == Grounding.OWN:
            paragraph.grounding = Grounding.GROUNDED
            paragraph.save(update_fields=["grounding"])
        enter(here, "evidence attached", paragraph, {"marks": [mark.upper() for mark in named]})
    return paragraph


def stand_on(paragraph: Paragraph, source: dict[str, int]) -> None:
    """A source of a paragraph, once. source: the field of ``Evidence`` and its id. For acts that hold the report."""
    row = Evidence.everything.filter(paragraph=paragraph, **source).first() or Evidence(paragraph=paragraph, **source)
    row.is_own, row.detached_at, row.at = True, None, timezone.now()
    row.save()


def detach(here: Here, paragraph_id: int, evidence_id: int) -> Paragraph:
    """Take a source off; it stays off in a new draft. What was the rapporteur's own is so again without any."""
    with on_paragraph(here, paragraph_id) as paragraph:
        row = _row(paragraph, evidence_id)
        row.detached_at = timezone.now()
        row.save(update_fields=["detached_at"])
        is_own = paragraph.key.startswith("own:") and paragraph.grounding == Grounding.GROUNDED
        if is_own and not paragraph.evidence.exists():
            paragraph.grounding = Grounding.OWN
            paragraph.save(update_fields=["grounding"])
        enter(here, "evidence taken off", paragraph, {"evidence": row.pk})
    return paragraph


def read_again(here: Here, paragraph_id: int, evidence_id: int) -> Paragraph:
    """A source that changed was read again: the paragraph stands on it as it is now."""
    with on_paragraph(here, paragraph_id) as paragraph:
        row = _row(paragraph, evidence_id)
        row.at = timezone.now()
        row.save(update_fields=["at"])
        enter(here, "evidence read again", paragraph, {"evidence": row.pk})
    return paragraph


def _row(paragraph: Paragraph, evidence_id: int) -> Evidence:
    row = paragraph.evidence.filter(pk=evidence_id).first()
    if row is None:
        raise RefusedError(_("This source is no longer attached."))
    return row


def _source(consultation: Consultation, mark: str) -> dict[str, int]:
    """The source that a mark names, where the room sees it. Raises RefusedError."""
    found = _MARK.fullmatch(mark)
    if found is None:
        raise _unknown(mark)
    kind, pk = found[1].upper(), int(found[2])
    ours = Q(pk=pk, consultation=consultation)
    if kind == "C":
        said = Contribution.objects.filter(seen_by("participant"), IN_PLENARY)
        row = said.filter(pk=pk, question__session__consultation=consultation).exists()
        name = "contribution_id"
    elif kind == "B":
        row = Ballot.objects.filter(ours, state=BallotState.CLOSED).exists()
        name = "ballot_id"
    else:
        row = Recommendation.objects.filter(ours).exclude(state__in=GONE).exists()
        name = "recommendation_id"
    if not row:
        raise _unknown(mark)
    return {name: pk}


def _unknown(mark: str) -> RefusedError:
    return RefusedError(
        _("“{mark}” is no source here. Contributions are named as C22, closed ballots as B3, texts as T4.").format(
            mark=mark[:20]
        )
    )
