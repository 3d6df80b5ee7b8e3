"""Acts on the agenda: sessions, guiding questions and the order of business."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from consult import record
from consult.actions.consultation import enter, locked, require_no_looser
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.models import AgendaItem, Ballot, Contribution, GuidingQuestion, Session
from sessions_app.queries.session import plenaries, terms_for

SESSION = (
    "title",
    "kind",
    "starts_at",
    "ends_at",
    "attribution_rule",
    "inside",
    "position",
    "takes_submissions",
    "word_limit",
    "amendments_by",
    "floor_language",
    "interpretation",
    "captions_link",
)
ATTRIBUTION = frozenset({"attribution_rule", "inside"})
ITEM = ("title", "speakers", "starts_at", "minutes", "position")


def save_session(here: Here, session_id: int | None, values: dict[str, Any]) -> Session:
    """Add a sitting or a written round, or change one. values: those of ``SESSION``."""
    with transaction.atomic():
        consultation = locked(here)
        session = _session(here, session_id) if session_id else Session(consultation=consultation)
        if not session_id:
            last = consultation.sessions.aggregate(last=Max("position"))["last"]
            session.position = 0 if last is None else last + 1
        given = {name: values[name] for name in SESSION if name in values}
        changed = [name for name, value in given.items() if getattr(session, name) != value]
        if session.pk and not changed:
            return session
        before = terms_for(session, None)
        for name in changed:
            setattr(session, name, given[name])
        if not ATTRIBUTION.isdisjoint(changed) and _spoken(session):
            require_no_looser(before, terms_for(session, None))
        session.save()
        enter(here, "change session" if session_id else "add session", f"session-{session.pk}", fields=changed)
    return session


def remove_session(here: Here, session_id: int) -> None:
    """Only one in which nothing was said or decided."""
    with transaction.atomic():
        locked(here)
        session = _session(here, session_id)
        here_or_beside = Q(question__session=session) | Q(question__session__breakout_of=session)
        said = Contribution.objects.filter(here_or_beside).exists() or session.submissions.exists()
        if said or _texts(session):
            raise RefusedError(_("Something was said or proposed in this session: it stays."))
        session.delete()
        enter(here, "remove session", f"session-{session_id}")


def save_question(here: Here, session_id: int, question_id: int | None, values: dict[str, Any]) -> GuidingQuestion:
    """Add a question, or change one: its text only until somebody spoke to it, its rule then only to a stricter one."""
    with transaction.atomic():
        locked(here)
        session = _session(here, session_id)
        if question_id is None:
            question = _add_question(session, values)
            _enter_question(here, "add question", question, ["text"])
            return question
        question = _question(session, question_id)
        given = {name: values[name] for name in ("text", "short_title", "attribution_rule", "inside") if name in values}
        changed = [name for name, value in given.items() if getattr(question, name) != value]
        spoken = bool(changed) and question.contributions.exists()
        if spoken and "text" in changed:
            raise RefusedError(_("Somebody has spoken to this question: its text stays as it is."))
        before = terms_for(session, question)
        for name in changed:
            setattr(question, name, given[name])
        if spoken:
            require_no_looser(before, terms_for(session, question))
        if changed:
            question.save(update_fields=changed)
            _enter_question(here, "change question", question, changed)
    return question


def _add_question(session: Session, values: dict[str, Any]) -> GuidingQuestion:
    last = session.questions.aggregate(last=Max("number"))["last"] or 0
    place = session.agenda.aggregate(last=Max("position"))["last"] or 0
    question = GuidingQuestion.objects.create(
        session=session,
        number=last + 1,
        text=values["text"],
        short_title=values.get("short_title", ""),
        attribution_rule=values.get("attribution_rule", ""),
        inside=values.get("inside", ""),
    )
    AgendaItem.objects.create(session=session, question=question, position=place + 1)
    return question


def remove_question(here: Here, session_id: int, question_id: int) -> None:
    with transaction.atomic():
        locked(here)
        question = _question(_session(here, session_id), question_id)
        if question.contributions.exists() or question.recommendations.exists():
            raise RefusedError(_("Something was said or proposed under this question: it stays."))
        question.delete()
        enter(here, "remove question", f"question-{question_id}")


def move_question(here: Here, session_id: int, question_id: int, up: bool) -> None:
    """Change places with the neighbour; once anything stands under either, their numbers stay."""
    with transaction.atomic():
        locked(here)
        session = _session(here, session_id)
        order = list(session.questions.order_by("number"))
        place = next((at for at, one in enumerate(order) if one.pk == question_id), None)
        if place is None:
            raise RefusedError(_("There is no such question in this session."))
        other = place - 1 if up else place + 1
        if not 0 <= other < len(order):
            raise RefusedError(_("It stands at the end of the order already."))
        first, second = order[place], order[other]
        if any(one.contributions.exists() or one.recommendations.exists() for one in (first, second)):
            raise RefusedError(_("Something stands under these questions: their numbers stay."))
        numbers = (first.number, second.number)
        GuidingQuestion.objects.filter(pk=first.pk).update(number=max(one.number for one in order) + 1)
        GuidingQuestion.objects.filter(pk=second.pk).update(number=numbers[0])
        GuidingQuestion.objects.filter(pk=first.pk).update(number=numbers[1])
        _swap_items(session, first, second)
        enter(here, "order questions", f"session-{session.pk}", questions=[first.pk, second.pk])


def _swap_items(session: Session, first: GuidingQuestion, second: GuidingQuestion) -> None:
    items = {item.question_id: item for item in session.agenda.filter(question__in=[first, second])}
    one, other = items.get(first.pk), items.get(second.pk)
    if one and other:
        one.position, other.position = other.position, one.position
        AgendaItem.objects.bulk_update([one, other], ["position"])


def save_items(here: Here, session_id: int, values: dict[int, dict[str, Any]]) -> None:
    """Change lines of the order of business, all of them or none. values: item id -> those of ``ITEM``; 0 adds one."""
    with transaction.atomic():
        locked(here)
        session = _session(here, session_id)
        known = {item.pk: item for item in session.agenda.all()}
        for item_id, given in values.items():
            item = known.get(item_id) or AgendaItem(session=session)
            if item_id and item_id not in known:
                raise RefusedError(_("There is no such line in the order of business."))
            for name in ITEM:
                setattr(item, name, given.get(name, getattr(item, name)))
            if not item.title and item.question_id is None:
                raise RefusedError(_("A line of the order of business needs a title."))
            item.save()
        enter(here, "change agenda", f"session-{session.pk}", items=len(values))


def remove_item(here: Here, session_id: int, item_id: int) -> None:
    """Take a line out; one that stands for a question goes with its question."""
    with transaction.atomic():
        locked(here)
        session = _session(here, session_id)
        deleted, _by_model = session.agenda.filter(pk=item_id, question=None).delete()
        if not deleted:
            raise RefusedError(_("There is no such line in the order of business."))
        enter(here, "change agenda", f"session-{session.pk}", removed=item_id)


def _spoken(session: Session) -> bool:
    """Whether anybody relies on what is set for this session."""
    if not session.pk:
        return False
    return session.submissions.exists() or Contribution.objects.filter(question__session=session).exists()


def _texts(session: Session) -> bool:
    return (
        session.questions.filter(recommendations__isnull=False).exists()
        or Ballot.objects.filter(contribution__question__session=session).exists()
    )


def _session(here: Here, session_id: int) -> Session:
    found = plenaries(here.consultation).select_related("consultation").filter(pk=session_id).first()
    if found is None:
        raise RefusedError(_("There is no such session in this consultation."))
    return found


def _question(session: Session, question_id: int) -> GuidingQuestion:
    found = session.questions.select_for_update().filter(pk=question_id).first()
    if found is None:
        raise RefusedError(_("There is no such question in this session."))
    return found


def _enter_question(here: Here, act: str, question: GuidingQuestion, fields: Sequence[str]) -> None:
    """A question is public: its seal, by its own number, only binds the text to the entry."""
    sealed = record.seal(str(question.pk), question.text)
    enter(here, act, f"question-{question.pk}", fields=list(fields), session=question.session_id, text=sealed)
