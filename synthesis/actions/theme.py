"""The acts on themes: have them proposed, make, rename, merge, split, confirm, take back, set aside.

None of them loads the analysis: proposing is a task, named by its path. Each act takes the rows of its themes first and
refuses what was decided on an older revision, so that of two rapporteurs the second is told what the first did.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import GuidingQuestion
from synthesis.actions import unmerging
from synthesis.models.coding import Code
from synthesis.models.theme import (
    STANDING,
    RunState,
    Suggestion,
    Theme,
    ThemeAct,
    ThemeRun,
    ThemeState,
    ThemeVersion,
)

TASK = "synthesis.tasks.propose_themes"
LONGEST = 120
MOST = 60  # themes of one question that stand


@dataclass(frozen=True, slots=True)
class Seen:
    """A theme as somebody saw it when they decided: refused where it has changed since."""

    id: int
    revision: int


def ask(here: Here, question_id: int) -> ThemeRun:
    """Have themes proposed, or what is new placed and the rest proposed anew, by the worker."""
    with _drafting(here):
        question = _question(here, question_id)
        run = ThemeRun.objects.select_for_update().filter(question=question).first() or ThemeRun(question=question)
        run.state, run.progress, run.percent = RunState.RUNNING, str(_("Waiting for its turn")), 0
        run.asked_by = here.participant
        run.save()
        _enter(here.participant, question, "themes asked for", f"question-{question.pk}")
        actor = here.participant.pk if here.participant else None
        transaction.on_commit(lambda: import_string(TASK).enqueue(run_id=run.pk, participant_id=actor))
    return run


def make(here: Here, question_id: int, label: str) -> Theme:
    """A theme of the rapporteur's own; it stands as confirmed."""
    label = checked(label)
    with _drafting(here):
        question = _question(here, question_id)
        if Theme.objects.filter(question=question, state__in=STANDING).count() >= MOST:
            raise RefusedError(_("A question has at most {most} themes. Merge some first.").format(most=MOST))
        theme = Theme.objects.create(question=question, label=label, state=ThemeState.CONFIRMED)
        named = version(theme, ThemeAct.MADE, here.participant)
        _enter(here.participant, question, "theme made", f"theme-{theme.pk}", _sealed(named))
    return theme


def rename(here: Here, seen: Seen, label: str) -> Theme:
    label = checked(label)
    with _drafting(here):
        theme = _taken(here, seen)
        if theme.label != label:
            theme.label = label
            _changed(here, theme, ThemeAct.RENAMED, is_named=True)
    return theme


def confirm(here: Here, seen: Seen) -> Theme:
    """It is a theme: new proposals leave it as it is, and what else was said is compared with it."""
    with _drafting(here):
        theme = _taken(here, seen)
        if theme.state != ThemeState.CONFIRMED:
            theme.state = ThemeState.CONFIRMED
            _changed(here, theme, ThemeAct.CONFIRMED)
    return theme


def reopen(here: Here, seen: Seen) -> Theme:
    """Take the confirmation back."""
    with _drafting(here):
        theme = _taken(here, seen)
        if theme.state == ThemeState.CONFIRMED:
            theme.state = ThemeState.PROPOSED
            _changed(here, theme, ThemeAct.REOPENED)
    return theme


def drop(here: Here, seen: Seen) -> Theme:
    """Set a theme aside under which nobody has put anything. What was proposed for it fits none until then."""
    with _drafting(here):
        theme = _taken(here, seen)
        if theme.codes.exists():
            raise RefusedError(
                _("People have put contributions under this theme. Merge it into another, or put them elsewhere first.")
            )
        theme.suggestions.update(theme=None)
        theme.state = ThemeState.DROPPED
        _changed(here, theme, ThemeAct.DROPPED)
    return theme


def merge(here: Here, seen: Sequence[Seen], label: str) -> Theme:
    """One theme of several of a question: the first that is confirmed, else the first, with all their material."""
    if len({one.id for one in seen}) < 2:
        raise RefusedError(_("Choose at least two themes to merge."))
    with _drafting(here):
        themes = [_taken(here, one) for one in sorted(seen, key=lambda one: one.id)]
        if len({theme.question_id for theme in themes}) > 1:
            raise RefusedError(_("Themes of different questions stay apart."))
        kept = next((theme for theme in themes if theme.state == ThemeState.CONFIRMED), themes[0])
        gone = [theme for theme in themes if theme.pk != kept.pk]
        before = unmerging.before(kept, gone)
        kept.label = checked(label) if label.strip() else kept.label
        kept.quotes = []
        for rows in (Code, Suggestion):
            rows.objects.filter(theme__in=gone).update(theme=kept)
        for theme in gone:
            theme.state, theme.into = ThemeState.MERGED, kept
            _step(here, theme, ThemeAct.MERGED, [kept.pk])
        others = [theme.pk for theme in gone]
        _changed(here, kept, ThemeAct.MERGED, others, payload={"of": others}, before=before, is_named=True)
    return kept


def unmerge(here: Here, seen: Seen) -> Theme:
    """Take the last merge back: its themes stand as they stood before, and keep what people did since."""
    with _drafting(here):
        theme = _taken(here, seen)
        made = unmerging.last_merge(theme)
        gone = unmerging.to_bring_back(theme, made) if made else []
        if made is None or not gone:
            raise RefusedError(_("Something was done to this theme after the merge: split it instead."))
        for other in unmerging.bring_back(theme, gone, made):
            _step(here, other, ThemeAct.UNMERGED, [theme.pk])
        others = [other.pk for other in gone]
        _changed(here, theme, ThemeAct.UNMERGED, others, payload={"of": others}, is_named=True)
    return theme


def split(here: Here, seen: Seen, contribution_ids: Sequence[int], label: str) -> Theme:
    """A new theme of some of a theme's contributions; whoever had put them there has them in the new one."""
    label = checked(label)
    with _drafting(here):
        theme = _taken(here, seen)
        chosen = set(material_ids(theme)) & set(contribution_ids)
        if not chosen:
            raise RefusedError(_("Choose the contributions that make a theme of their own."))
        made = Theme.objects.create(question=theme.question, label=label, state=theme.state)
        Code.objects.filter(theme=theme, contribution__in=chosen).update(theme=made)
        Suggestion.objects.filter(theme=theme, contribution__in=chosen).update(theme=made)
        if here.participant:
            put(here.participant, sorted(chosen), made)
        theme.quotes = [pk for pk in theme.quotes if pk not in chosen]
        named = version(made, ThemeAct.SPLIT, here.participant, [theme.pk])
        payload = {"from": theme.pk, "contributions": sorted(chosen), **_sealed(named)}
        _changed(here, theme, ThemeAct.SPLIT, [made.pk], payload=payload)
    return made


# --- what these acts, the coders' and the worker's share -------------------------------------------------------------


def put(coder: Participant, contribution_ids: Sequence[int], theme: Theme | None) -> None:
    """One coder's theme for contributions, in place of what they said before."""
    now = timezone.now()
    Code.objects.bulk_create(
        [Code(contribution_id=pk, coder=coder, theme=theme, at=now) for pk in contribution_ids],
        update_conflicts=True,
        unique_fields=["contribution", "coder"],
        update_fields=["theme", "at"],
    )


def material_ids(theme: Theme) -> list[int]:
    """Contributions that stand under a theme: where the last coder put them, or where the machine would, uncoded."""
    coded = Code.objects.filter(contribution__question=theme.question_id).order_by("at", "id")
    last = dict(coded.values_list("contribution", "theme"))
    suggested = theme.suggestions.exclude(contribution__in=list(last)).values_list("contribution", flat=True)
    return sorted([pk for pk, of in last.items() if of == theme.pk] + list(suggested))


def checked(label: str) -> str:
    """A theme's name: one line, some words."""
    label = " ".join(plain(label).split())
    if not label:
        raise RefusedError(_("Give the theme a name."))
    if len(label) > LONGEST:
        raise RefusedError(_("A theme’s name has at most {most} characters.").format(most=LONGEST))
    return label


def version(
    theme: Theme, act: str, by: Participant | None, others: Sequence[int] = (), before: dict[str, Any] | None = None
) -> ThemeVersion:
    """Keep how a theme stands after an act, and who did it."""
    return ThemeVersion.objects.create(
        theme=theme,
        revision=theme.revision,
        act=act,
        label=theme.label,
        salt=record.salt(),
        by=by,
        others=list(others),
        before=before or {},
        at=timezone.now(),
    )


@contextmanager
def _drafting(here: Here) -> Iterator[None]:
    require(may(here.standing, Act.DRAFT))
    with writing():
        yield


def _question(here: Here, question_id: int) -> GuidingQuestion:
    rows = GuidingQuestion.objects.filter(session__consultation=here.consultation, session__breakout_of=None)
    question = rows.select_related("session").filter(pk=question_id).first()
    if question is None:
        raise RefusedError(_("There is no such question in this consultation."))
    return question


def _taken(here: Here, seen: Seen) -> Theme:
    """A theme that stands, in its row’s lock. Raises RefusedError where it is gone or has changed."""
    rows = Theme.objects.select_for_update(of=("self",)).select_related("question__session")
    theme = rows.filter(pk=seen.id, question__session__consultation=here.consultation).first()
    if theme is None:
        raise RefusedError(_("There is no such theme in this consultation."))
    if theme.revision != seen.revision or theme.state not in STANDING:
        raise RefusedError(told(theme), "stale")
    return theme


def told(theme: Theme) -> str:
    """What became of a theme that somebody else changed meanwhile."""
    if theme.state == ThemeState.MERGED and theme.into:
        return _("“{label}” was merged into “{into}” in the meantime. Nothing was changed.").format(
            label=theme.label, into=theme.into.label
        )
    if theme.state == ThemeState.DROPPED:
        return _("“{label}” was set aside in the meantime. Nothing was changed.").format(label=theme.label)
    return _("Somebody changed this theme in the meantime: it is “{label}” now. Nothing was changed.").format(
        label=theme.label
    )


def _step(
    here: Here, theme: Theme, act: str, others: Sequence[int] = (), before: dict[str, Any] | None = None
) -> ThemeVersion:
    theme.revision += 1
    theme.save()
    return version(theme, act, here.participant, others, before)


def _changed(
    here: Here,
    theme: Theme,
    act: ThemeAct,
    others: Sequence[int] = (),
    payload: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    is_named: bool = False,
) -> None:
    """A new revision of ``theme``, and its entry in the record; is_named: with its name."""
    made = _step(here, theme, act, others, before)
    body = {"revision": theme.revision, **(payload or {}), **(_sealed(made) if is_named else {})}
    _enter(here.participant, theme.question, f"theme {act.value}", f"theme-{theme.pk}", body)


def _sealed(named: ThemeVersion) -> dict[str, str]:
    """A name in the record: sealed, for a rapporteur may have put a person's in it."""
    return {"label": record.seal(named.salt, named.label)}


def _enter(
    actor: Participant | None, question: GuidingQuestion, act: str, subject: str, payload: dict[str, Any] | None = None
) -> None:
    body = {"question": question.pk, **(payload or {})}
    record.enter(question.session.consultation_id, act, actor or record.RULE, subject=subject, payload=body)
