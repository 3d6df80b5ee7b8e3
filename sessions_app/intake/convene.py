"""Decided fields become a consultation with its session, questions and candidate recommendations: one transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consult import record
from consult.actions.document import may_convene
from consult.models import (
    Consultation,
    Contact,
    DocumentImport,
    Electorate,
    Participant,
    ParticipantRole,
    Resource,
    User,
)
from consult.procedure import RefusedError, Role, require
from consult.queries.people import PARTICIPANTS, new_join_code
from sessions_app import formats
from sessions_app.intake.checks import moment
from sessions_app.intake.entries import Entry, kept
from sessions_app.intake.setup import Setup, make_groups, open_phases
from sessions_app.models import AgendaItem, GuidingQuestion, Recommendation, RecommendationVersion, Session
from sessions_app.states import QuestionState, SessionKind

ORIGIN = "think piece"


@transaction.atomic
def convene(
    source: DocumentImport, entries: list[Entry], setup: Setup, *, convenor: User | None, **facts: Any
) -> Consultation:
    """Make the consultation. ``convenor`` None: from the command line, without one. facts: further fields of it.

    Raises ``RefusedError`` for a guest, a document that has become one already, and one without a title.
    """
    if convenor is not None:
        require(may_convene(convenor))
    if source.pk and DocumentImport.objects.select_for_update().get(pk=source.pk).consultation_id:
        raise RefusedError(_("This document has become a consultation already."))
    used = kept(entries)
    if reason := untitled(entries):
        raise RefusedError(reason)
    now = timezone.now()
    consultation, deadline = _consultation(used, setup, facts)
    open_phases(consultation, now, deadline)
    make_groups(consultation)
    _surroundings(consultation, used)
    Electorate.objects.create(consultation=consultation, name=PARTICIPANTS)
    who = _convenor(consultation, convenor, setup) if convenor else None
    session = _session(consultation, used, deadline)
    questions = _questions(session, used)
    texts = _recommendations(consultation, questions, used)
    if source.pk:
        DocumentImport.objects.filter(pk=source.pk).update(consultation=consultation)
    _enter(source, session, who, questions, texts)
    return consultation


def untitled(entries: list[Entry]) -> str:
    """Why these fields make no consultation yet; nothing where they have a title."""
    return "" if _texts(kept(entries), "title") else _("A consultation needs a title.")


def free_slug(title: str) -> str:
    """A slug from ``title`` that no consultation has yet."""
    stem = slugify(title)[:70].strip("-") or "consultation"
    taken = set(Consultation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _texts(entries: Iterable[Entry], kind: str) -> list[str]:
    return [entry.parts["text"].strip() for entry in entries if entry.kind == kind]


def _consultation(used: list[Entry], setup: Setup, facts: dict[str, Any]) -> tuple[Consultation, datetime | None]:
    """The consultation, and the deadline for contributions. The city stays empty: a zone's name does not say it."""
    title = _texts(used, "title")[0]
    starts, ends, deadline = _dates(used, setup.time_zone)
    hosts = _texts(used, "convenor")
    fields: dict[str, Any] = {
        "slug": free_slug(title),
        "title": title,
        "reference": next(iter(_texts(used, "reference")), ""),
        "format": setup.format,
        "document_status": formats.start(setup.format).status,
        "context": "\n\n".join(_texts(used, "context")),
        "objectives": _texts(used, "objective"),
        "quotes": _texts(used, "quote"),
        "scope": "\n\n".join(_texts(used, "scope")),
        "host": next(iter(hosts), ""),
        "partners": [{"name": name} for name in hosts[1:]],
        "starts_at": starts,
        "ends_at": ends,
        "time_zone": setup.time_zone,
        "place": next(iter(_texts(used, "location")), ""),
        "language": setup.language,
        "visibility": setup.visibility,
        "attribution_rule": setup.rule,
        "discussion_only": setup.discussion_only,
        "join_code": new_join_code(),
    }
    return Consultation.objects.create(**(fields | facts)), deadline


def _dates(used: list[Entry], zone: str) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Beginning and end over all dates of the event, and the last deadline."""
    starts, ends, deadlines = [], [], []
    for entry in used:
        if entry.kind == "date" and entry.parts["meaning"] == "deadline":
            last = entry.parts["end"] or entry.parts["start"]
            deadlines.append(moment(last, zone, is_end=True))
        elif entry.kind == "date":
            starts.append(moment(entry.parts["start"], zone))
            ends.append(moment(entry.parts["end"], zone, is_end=True))
    return (
        min((at for at in starts if at), default=None),
        max((at for at in ends if at), default=None),
        max((at for at in deadlines if at), default=None),
    )


def _surroundings(consultation: Consultation, used: list[Entry]) -> None:
    Contact.objects.bulk_create(
        Contact(consultation=consultation, **entry.parts) for entry in used if entry.kind == "contact"
    )
    Resource.objects.bulk_create(
        Resource(consultation=consultation, **entry.parts) for entry in used if entry.kind == "resource"
    )


def _convenor(consultation: Consultation, user: User, setup: Setup) -> Participant:
    who = Participant.objects.create(
        consultation=consultation, user=user, name=user.name, language=user.language or setup.language
    )
    for role in dict.fromkeys((Role.CONVENOR, *setup.roles)):
        ParticipantRole.objects.create(participant=who, role=role)
    return who


def _session(consultation: Consultation, used: list[Entry], deadline: datetime | None) -> Session:
    """The first session as its format has it; a written round ends with its deadline."""
    start = formats.start(consultation.format)
    is_written = start.session == SessionKind.WRITTEN
    session = Session.objects.create(
        consultation=consultation,
        title=consultation.title,
        kind=start.session,
        starts_at=None if is_written and deadline else consultation.starts_at,
        ends_at=(deadline if is_written else None) or consultation.ends_at,
        takes_submissions=start.takes_submissions,
        word_limit=start.word_limit,
    )
    themes = _texts(used, "theme")
    AgendaItem.objects.bulk_create(
        AgendaItem(session=session, title=title, position=1_000 + number) for number, title in enumerate(themes)
    )
    return session


def _questions(session: Session, used: list[Entry]) -> dict[str, GuidingQuestion]:
    """Entry id -> question, asked of the group that the document names. The first one is open and before the room."""
    made: dict[str, GuidingQuestion] = {}
    groups = {group.name.casefold(): group for group in session.consultation.groups.all()}
    for entry in used:
        if entry.kind != "question":
            continue
        number = len(made) + 1
        made[entry.id] = question = GuidingQuestion.objects.create(
            session=session,
            number=number,
            text=entry.parts["text"],
            short_title=entry.parts["short_title"],
            # In a written round everything is asked at once.
            state=QuestionState.PLANNED if made and not session.takes_submissions else QuestionState.OPEN,
        )
        AgendaItem.objects.create(session=session, question=question, position=number)
        if group := groups.get(str(entry.facts.get("group", "")).casefold()):
            question.asked_of.add(group)
    session.current_question = next(iter(made.values()), None)
    session.save(update_fields=["current_question"])
    return made


def _recommendations(
    consultation: Consultation, questions: dict[str, GuidingQuestion], used: list[Entry]
) -> list[RecommendationVersion]:
    """Candidate texts, numbered under their question ("2.1"); what stands under none is numbered "0.1", "0.2".

    What a text "could include" is a part of it.
    """
    rows: dict[str, Recommendation] = {}
    made, count = [], dict.fromkeys([0, *(question.number for question in questions.values())], 0)
    above = {entry.id: entry.parent or entry.parts.get("under", "") for entry in used}
    for entry in used:
        if entry.kind not in {"question_recommendation", "recommendation"}:
            continue
        place = above[entry.id]
        question = questions.get(place) or questions.get(above.get(place, ""))
        under = question.number if question else 0
        count[under] += 1
        rows[entry.id] = text = Recommendation.objects.create(
            consultation=consultation,
            question=question,
            parent=_whole(rows.get(place)),
            number=f"{under}.{count[under]}",
            addressees=entry.facts.get("addressees", []),
            modality=entry.facts.get("modality", "")[:30],
            origin=ORIGIN if entry.source else "",
        )
        made.append(RecommendationVersion.objects.create(recommendation=text, version=1, text=entry.parts["text"]))
    return made


def _whole(above: Recommendation | None) -> Recommendation | None:
    """A part of a part is a part of the whole: texts stand in two levels."""
    return above and (above.parent or above)


def _enter(
    source: DocumentImport,
    session: Session,
    who: Participant | None,
    questions: dict[str, GuidingQuestion],
    texts: list[RecommendationVersion],
) -> None:
    """One entry. Its texts are sealed with the document's own digest: they are public, so the seal only binds them."""
    salt = source.sha256
    record.enter(
        session.consultation_id,
        "convene",
        who or record.COMMAND,
        subject=f"consultation-{session.consultation_id}",
        payload={
            "session": session.pk,
            "document": salt,
            "roles": sorted(row.role for row in who.role_rows.all()) if who else [],
            "questions": [[question.pk, record.seal(salt, question.text)] for question in questions.values()],
            "texts": [[text.recommendation_id, record.seal(salt, text.text)] for text in texts],
        },
    )
