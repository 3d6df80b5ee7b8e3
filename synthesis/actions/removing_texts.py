"""Taking out a recommendation, a statement on position or the reason of an objection: of every page, report and file.

In reports the words alone give way where they stand, so that numbers beside them stay as they were published; a
paragraph that tells them otherwise goes whole.
"""

from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import erasing
from sessions_app.actions.erasing import Erased
from sessions_app.actions.turns import writing
from sessions_app.models import PositionStatement, Recommendation, Vote
from sessions_app.queries.voting import AGAINST
from sessions_app.rules.erased import RUN, RUN_OF_ITS_OWN, Wanted, Whole, is_telling
from synthesis.actions import editions
from synthesis.actions.editing import actor_of
from synthesis.actions.editions import Why
from synthesis.actions.removing_beside import out_of_notes, out_of_themes
from synthesis.actions.removing_headings import erase_addressees, holds, out_of_headings, reword
from synthesis.models.publication import Extent, ParagraphSource
from synthesis.models.report import Evidence, Paragraph, Report

TOUCHED = "words taken out"
_WORDS = ("text", "generated", "rows", "findings")  # of a paragraph


def remove_recommendation(here: Here, recommendation_id: int, why: Why) -> None:
    """Take a text out in all its versions. Its number, its outcome and what was counted on it stay."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = Recommendation.objects.select_for_update(of=("self",)).select_related("question", "consultation")
        row = rows.filter(pk=recommendation_id, consultation=here.consultation).first()
        if row is None:
            raise RefusedError(_("There is no such text in this consultation."))
        _finish(here, "erase recommendation", f"recommendation-{row.pk}", erasing.erase_recommendation(row), why)


def remove_statement(here: Here, statement_id: int, why: Why) -> None:
    """Take a statement on position out, and whose it was."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = PositionStatement.objects.select_for_update(of=("self",)).select_related(
            "delegation", "recommendation__consultation", "recommendation__question"
        )
        row = rows.filter(pk=statement_id, recommendation__consultation=here.consultation).first()
        if row is None:
            raise RefusedError(_("There is no such statement in this consultation."))
        subject = f"recommendation-{row.recommendation_id}"
        _finish(here, "erase statement on position", subject, erasing.erase_statement(row), why)


def remove_reason(here: Here, vote_id: int, why: Why) -> None:
    """Take the reason of an objection out, and whose it was. The objection counts as it did."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = Vote.objects.select_for_update(of=("self",)).select_related(
            "ballot__consultation", "ballot__version__recommendation__question", "ballot__contribution__question"
        )
        row = rows.filter(pk=vote_id, ballot__consultation=here.consultation, choice__in=AGAINST).first()
        if row is None or not row.reason:
            raise RefusedError(_("There is no such reason in this consultation."))
        _finish(here, "erase reason", f"ballot-{row.ballot_id}", erasing.erase_reason(row), why)


def _finish(here: Here, act: str, subject: str, erased: Erased, why: Why) -> None:
    """The reports, and the entries that make the screens of the room show what is left."""
    touched = take_out(here, erased)
    own = Report.objects.filter(consultation=here.consultation).values_list("pk", flat=True)
    editions.settle_all(here, {*own, *touched}, Extent.TEXT, why)
    record.enter(here.consultation.pk, act, actor_of(here), subject=subject, payload={"session": erased.session})
    enter_touched(here, erased.touched - {subject})


def enter_touched(here: Here, subjects: Collection[str]) -> None:
    """What else of the room lost words: who has it on a screen is sent it anew."""
    for subject in sorted(subjects):
        record.enter(here.consultation.pk, TOUCHED, actor_of(here), subject=subject)


def take_out(here: Here, erased: Erased) -> set[int]:
    """Out of each paragraph, heading and masthead; and of those of the reports made of these. Ids of the reports."""
    telling = Wanted(filter(is_telling, erased.wanted.texts), erased.wanted.mark)
    short = Whole((text for text in erased.wanted.texts if not is_telling(text)), erased.wanted.mark)
    changed = out_of_what_stands_around(here, erased.wanted)
    rests = _resting(here, erased)
    rows = _with_copies(here, rests)
    held = {row.pk for row in rows if holds(row, _WORDS, telling) or (row.pk in rests and short.is_in(row.text))}
    goes = [row for row in rows if _goes(row, telling, rests=row.pk in rests, held=row.pk in held)]
    gone = editions.with_all_made_of(goes)
    if erased.is_whole:
        changed |= _whom_it_addressed(erased, rests | {row.pk for row in gone})
    for row in rows:
        if row.pk in held - {one.pk for one in gone}:
            reword(row, _WORDS, [telling, *([short, erased.names] if row.pk in rests else [])])
            changed.add(row.section.report_id)
    return changed | editions.erase(gone)


def out_of_what_stands_around(here: Here, wanted: Wanted) -> set[int]:
    """Out of notebooks, names of themes, headings and mastheads. Ids of the reports."""
    out_of_notes(here.consultation, wanted)
    names, changed = out_of_themes(here.consultation, wanted)
    return changed | out_of_headings(here, wanted, names)


def reword_all(here: Here, wanted: Wanted) -> set[int]:
    """The words alone, where they still stand: also in what the machine had proposed before a person wrote it anew."""
    telling = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    return {row.section.report_id for row in _with_copies(here, set()) if reword(row, _WORDS, [telling])}


def _resting(here: Here, erased: Erased) -> set[int]:
    """Ids of the paragraphs that stand on what went; also where the source was taken off."""
    found = Evidence.everything.filter(
        Q(recommendation=erased.recommendation) | Q(ballot__in=erased.ballots),
        paragraph__section__report__consultation=here.consultation,
    )
    return set(found.values_list("paragraph", flat=True))


def _with_copies(here: Here, rests: set[int]) -> list[Paragraph]:
    """The paragraphs of the consultation's reports and what reports of reports took of them. These rest as those do."""
    own = Paragraph.objects.filter(section__report__consultation=here.consultation)
    level = list(own.select_related("section__report"))
    found = list(level)
    while level:
        made = Paragraph.objects.filter(source__of__in=level).select_related("section__report", "source")
        known = {one.pk for one in found}
        level = [row for row in made if row.pk not in known]
        rests |= {row.pk for row in level if row.source.of_id in rests}
        found += level
    return found


def _goes(paragraph: Paragraph, telling: Wanted, *, rests: bool, held: bool) -> bool:
    """Whether it goes whole: it tells the words otherwise, or a person rewrote it while it stands on what went."""
    tells = telling.shares(telling.without(paragraph.text), RUN_OF_ITS_OWN if rests else RUN)
    return tells or (rests and not held and paragraph.edited_at is not None)


def _whom_it_addressed(erased: Erased, told: set[int]) -> set[int]:
    """Where reports of reports keep it, and in the headings over texts of which none is left. Ids of the reports."""
    kept = ParagraphSource.objects.filter(paragraph__in=told, is_recommendation=True).exclude(addressees=[])
    changed = set(kept.values_list("paragraph__section__report", flat=True))
    kept.update(addressees=[])
    only = Paragraph.objects.filter(pk__in=told).exclude(evidence__recommendation__gt=erased.recommendation)
    only = only.exclude(evidence__recommendation__lt=erased.recommendation)
    return changed | erase_addressees(set(only.values_list("pk", flat=True)))
