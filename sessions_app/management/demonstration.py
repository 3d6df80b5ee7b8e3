"""The demonstration: three consultations made through the intake and acts of any other, so that their record is real.

Texts and labels stand in ``sessions_app/demo``: the think pieces (Markdown) and what is said about them (TOML).
"""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import dateformat, timezone, translation
from django.utils.module_loading import import_string
from django.utils.text import slugify

from consult import record
from consult.actions import document, joining, people
from consult.attribution import Capacity, Quotation, Rule
from consult.models import Consultation, DocumentImport, Phase, User
from consult.models.consultation import Format, Visibility
from consult.procedure import PhaseKind, Role
from consult.queries.people import Here, here
from sessions_app.actions import calling, closing, discussion, drafting, floor, presence, speaking, voting
from sessions_app.actions import session as steering
from sessions_app.intake import entries as intake
from sessions_app.intake.convene import convene
from sessions_app.intake.setup import Setup
from sessions_app.models import Ballot, Recommendation, Session, SpeakingRequest, Vote
from sessions_app.states import Choice, QuestionState, RecommendationState

CONTENT = Path(__file__).resolve().parent.parent / "demo"
ROUNDTABLE = "demo"
MEETING = "demo-chatham-house"
POSITIONS = "demo-positions"
ALL = (ROUNDTABLE, MEETING, POSITIONS)
ANALYSE = "synthesis.actions.analysis.begin"  # of a higher package: named by its path
PLACES = 4  # on the slate
DESK = (Role.CHAIR, Role.RAPPORTEUR, Role.SCRIBE, Role.OBSERVER)
ADDRESS = "demo.example.org"  # a domain nobody can own: no mail ever goes there


@dataclass
class Cast:
    """Who takes part: label -> standing; the roles of the desk stand under their own names."""

    consultation: Consultation
    session: Session
    standing: dict[str, Here] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Here:
        return self.standing[label]

    def question(self, number: int) -> int:
        return self.session.questions.get(number=number).pk


def found() -> list[Consultation]:
    """The demonstration's consultations that are there."""
    return list(Consultation.objects.filter(slug__in=ALL, is_demonstration=True).order_by("slug"))


def build() -> None:
    """All of them, in one transaction: either everything is there or nothing."""
    with translation.override("en"):
        texts = {name: _read(name) for name in ("think_piece", "event", "positions_paper")}
        with transaction.atomic():
            roundtable = Setup(format=Format.ROUNDTABLE, time_zone="CET", visibility=Visibility.PUBLIC, roles=())
            _play(texts["think_piece"], "roundtable", ROUNDTABLE, roundtable)
            meeting = Setup(
                format=Format.CONFERENCE,
                time_zone="CET",
                visibility=Visibility.LINK,
                rule=Rule.CHATHAM_HOUSE,
                discussion_only=True,
                roles=(),
            )
            _play(texts["event"], "event", MEETING, meeting)
            cast = _play(texts["positions_paper"], "positions", POSITIONS, roundtable)
            import_string(ANALYSE)(cast[Role.RAPPORTEUR], PLACES)


def forget() -> None:
    """Delete the demonstration with its record and its people; nothing else is touched."""
    with transaction.atomic():
        for consultation in found():
            Vote.objects.filter(ballot__consultation=consultation).delete()
            Session.objects.filter(consultation=consultation).update(current_ballot=None, current_question=None)
            Ballot.objects.filter(consultation=consultation).delete()
            consultation.electorates.all().delete()
            consultation.invitations.all().delete()
            consultation.participants.all().delete()
            consultation.delegations.all().delete()
            consultation.sources.all().delete()
            record.purge(consultation.pk)
            consultation.delete()
        User.objects.filter(email__endswith=f"@{ADDRESS}", participations=None).delete()


def account(label: str) -> User:
    """The account behind a label ("State A", "chair")."""
    address = f"{slugify(label)}@{ADDRESS}"
    return User.objects.filter(email=address).first() or User.objects.create_user(
        address, name=Role(label).label if label in Role.values else ""
    )


def _read(name: str) -> DocumentImport:
    """The document as it is read from a file; its day is today."""
    day = dateformat.format(timezone.localdate(), "j F Y")
    text = (CONTENT / f"{name}.md").read_text().replace("{day}", day)
    return document.read(text.encode(), f"{name.replace('_', '-')}.md")


def _play(source: DocumentImport, script: str, slug: str, setup: Setup) -> Cast:
    said = tomllib.loads((CONTENT / f"{script}.toml").read_text())
    cast = _convene(source, said["short_titles"], slug, setup)
    _invite(cast, said["delegations"])
    chair = cast[Role.CHAIR]
    for question in cast.session.questions.filter(number__in=said["open"], state=QuestionState.PLANNED):
        steering.set_question(chair, question.pk, QuestionState.OPEN)
    keys = _speak(cast, said["said"])
    _propose(cast, said["proposed"], keys)
    checks = said.get("check", [])
    for check in (one for one in checks if one["close"]):
        _check(cast, check)
    for number in said["closed"]:
        steering.set_question(chair, cast.question(number), QuestionState.CLOSED)
    in_view = min(set(said["open"]) - set(said["closed"]))
    steering.show(chair, cast.session.pk, question_id=cast.question(in_view))
    for check in (one for one in checks if not one["close"]):
        _check(cast, check)
    if "floor" in said:
        _hold_the_floor(cast, said["floor"])
    return cast


def _convene(source: DocumentImport, short_titles: list[str], slug: str, setup: Setup) -> Cast:
    convenor = account(Role.CONVENOR)
    source.uploaded_by = convenor
    source.save()
    titles = iter(short_titles)
    entries = [
        replace(entry, parts=entry.parts | {"short_title": next(titles)}) if entry.kind == "question" else entry
        for entry in intake.confirmed(source)
    ]
    consultation = convene(source, entries, setup, convenor=convenor, slug=slug, is_demonstration=True)
    # The report can be published while the demonstration's day is still going on.
    Phase.objects.filter(consultation=consultation, kind=PhaseKind.SYNTHESIS).update(opens_at=timezone.now())
    cast = Cast(consultation, consultation.sessions.get())
    cast.standing[Role.CONVENOR] = here(consultation, convenor)
    return cast


def _invite(cast: Cast, delegations: dict[str, list[str]]) -> None:
    """The desk and one person for each delegation, by invitations that they accept."""
    groups = {group.name: group for group in cast.consultation.groups.all()}
    labels = {label: name for name, listed in delegations.items() for label in listed}
    rows = [people.Row(email=account(role).email or "", name=str(role.label), role=role) for role in DESK]
    rows += [
        people.Row(email=account(label).email or "", group=groups[name], delegation=label)
        for label, name in labels.items()
    ]
    made = people.invite(cast[Role.CONVENOR], rows)
    for label, invited in zip([*DESK, *labels], made, strict=True):
        capacity = Capacity.NATIONAL if labels.get(label) == "States" else Capacity.ORGANIZATIONAL
        entry = joining.Entry(name=invited.invitation.name, capacity=capacity, quotation=Quotation.WITHOUT_NAME)
        user = account(label)
        joining.accept_invitation(invited.token, user, entry)
        cast.standing[label] = here(cast.consultation, user)


def _speak(cast: Cast, said: list[dict[str, Any]]) -> dict[str, int]:
    """Key -> id of the contribution."""
    keys: dict[str, int] = {}
    for one in said:
        contribution = discussion.contribute(
            cast[one["by"]],
            cast.question(one["question"]),
            text=one["text"],
            sentence=one.get("sentence", ""),
            type=one["type"],
            parent_id=keys[one["reply_to"]] if "reply_to" in one else None,
        )
        if "key" in one:
            keys[one["key"]] = contribution.pk
    return keys


def _propose(cast: Cast, proposed: list[dict[str, Any]], keys: dict[str, int]) -> None:
    rapporteur = cast[Role.RAPPORTEUR]
    for one in proposed:
        text = drafting.propose(
            rapporteur,
            cast.question(one["question"]),
            text=one["text"],
            prompted_by_id=keys.get(one.get("prompted_by", "")),
        )
        if one.get("put_forward"):
            drafting.set_state(rapporteur, text.pk, RecommendationState.PUT_FORWARD)


def _hold_the_floor(cast: Cast, said: dict[str, Any]) -> None:
    """Some have spoken, one speaks (the clock stands until the chair goes on), others wait."""
    chair, session_id = cast[Role.CHAIR], cast.session.pk
    groups = {group.name: group.pk for group in cast.consultation.groups.all()}
    floor.open_list(chair, session_id)
    floor.set_up(
        chair,
        session_id,
        order=said["order"],
        seconds=said["seconds"],
        group_seconds=said["group_seconds"],
        budgets={groups[name]: minutes * 60 for name, minutes in said["budgets"].items()},
    )
    presence.set_quorum(chair, session_id, said["quorum"])
    for label in said["present"]:
        presence.check_in(cast[label], session_id)
    for label, seconds in [*said["spoken"].items(), (said["speaking"], said["spoken_for"])]:
        request = speaking.ask(cast[label], session_id)
        calling.call(chair, session_id, request.pk)
        began = timezone.now() - timedelta(seconds=seconds)
        SpeakingRequest.objects.filter(pk=request.pk).update(started_at=began)
        if label == said["speaking"]:
            calling.pause(chair, session_id, request.pk)
        else:
            calling.end(chair, session_id, request.pk)
    for label in said["waiting"]:
        speaking.ask(cast[label], session_id, on_behalf_of=said["on_behalf_of"].get(label, ""))
    for label in said["in_the_room"]:
        delegation = cast.consultation.delegations.get(name=label)
        calling.add(chair, session_id, delegation_id=delegation.pk)


def _check(cast: Cast, check: dict[str, Any]) -> None:
    """Put a text, let the delegations answer, and close it if the script says so."""
    chair = cast[Role.CHAIR]
    text = Recommendation.objects.get(consultation=cast.consultation, number=check["text"])
    ballot = voting.put(chair, text.pk)
    plain = [choice for choice in Choice.values if choice != Choice.OBJECT]
    answers = [(label, choice, "") for choice in plain for label in check.get(choice, [])]
    answers += [(label, Choice.OBJECT.value, reason) for label, reason in check.get("object", {}).items()]
    commands = [
        voting.VoteCommand(participant.pk, ballot.pk, choice, reason)
        for label, choice, reason in answers
        if (participant := cast[label].participant)
    ]
    refused = [answer for answer in voting.cast_votes(commands) if answer != voting.OK]
    if refused:
        raise RuntimeError(f"the demonstration's votes were refused: {refused}")
    if check["close"] and chair.participant:
        closing.close_ballot(ballot.pk, chair.participant, chair)
