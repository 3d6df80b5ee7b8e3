"""The rights matrix, generated: every route and socket command x every role x method, from the URL resolver."""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from consult.actions import people
from consult.models import (
    Consultation,
    DocumentImport,
    GuestList,
    Invitation,
    Mailing,
    Participant,
    PartnerLogo,
    RecordEntry,
    User,
)
from consult.models.consultation import Visibility
from consult.procedure import Act, PhaseKind, Role, may
from consult.queries.people import Here, here
from sessions_app.actions import (
    amendment,
    breakout,
    choice,
    closing,
    commitment,
    drafting,
    lineage,
    minutes,
    recorded,
    secret,
    silence,
    statement,
    transcript,
    voting,
)
from sessions_app.actions.floor import open_list
from sessions_app.actions.submission import publish
from sessions_app.consumers import give
from sessions_app.forms import messages as socket_messages
from sessions_app.models import Contribution, Follower, GuidingQuestion, Recommendation, Session, Vote
from sessions_app.queries.follower import token_of
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Section
from synthesis.writers import FORMATS
from tests.factories import GuestFactory, ParticipantFactory, UserFactory, make_room
from tests.matrix.expectations import (
    ABSENT,
    ACCOUNT,
    COMMANDS,
    ENTERED_BY_READING,
    GUEST,
    LIBRARY,
    OWN,
    PARTS,
    PUBLIC,
    ROUTES,
    SIGNED_IN,
    Route,
    Who,
)
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, put, say, vote
from tests.sessions_app.written import make_paper, send

pytestmark = pytest.mark.django_db
LOGIN = str(settings.LOGIN_URL)


def patterns(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns if found is None else found:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        else:
            yield entry


EVERY = list(patterns())
NAMES = sorted({pattern.name or repr(pattern) for pattern in EVERY})
KNOWN = [pattern for pattern in EVERY if pattern.name in ROUTES]
OURS = [p for p in KNOWN if LIBRARY not in (ROUTES[str(p.name)].get, ROUTES[str(p.name)].post)]


PORTION = 16  # addresses tried in one world
STRANGERS = ("public", "stranger", "guest", "convenor elsewhere")


def shown(value: Any) -> str:
    return f"{value.name}:{value.pattern}" if isinstance(value, URLPattern) else str(value)


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    unnamed = [str(pattern) for pattern in patterns() if not pattern.name]
    assert unnamed == []
    assert sorted(set(NAMES) - set(ROUTES)) == [], "add a line to tests/matrix/expectations.py"
    assert sorted(set(ROUTES) - set(NAMES)) == [], "these routes are gone from the resolver"


# --- a world in which everything can be reached ------------------------------------------------------------------


def outer_parts(pattern: URLPattern) -> list[str]:
    """Of a library, an address may begin with a part that the pattern itself does not hold."""
    route = ROUTES[str(pattern.name)]
    return list(route.parts) if route.get == LIBRARY else []


class World:
    """A consultation in every phase at once, with one person per role, and what the addresses name."""

    def __init__(self) -> None:
        self.room = make_room(phases=list(PhaseKind), join_code="ACDE3H4K", visibility="public")
        chair, speaker = self.room.people["chair"], self.room.people["participant"]
        session = make_session(self.room.consultation, takes_submissions=True)
        question = session.questions.get(number=1)
        contribution = say(speaker, question, files=[("a.pdf", b"%PDF-1.7 %%EOF")])
        ballot = put(chair, question)
        desk = here(self.room.consultation, self.room.people["convenor"].user)
        open_list(desk, session.pk)
        elsewhere = make_room(phases=list(PhaseKind))
        removed = ParticipantFactory(consultation=self.room.consultation, roles=["participant", "chair", "convenor"])
        people.remove(desk, removed.pk)
        self.users: dict[str, User | None] = {
            "public": None,
            "stranger": UserFactory(),
            "guest": GuestFactory(),
            "convenor elsewhere": elsewhere.people["convenor"].user,
            "removed": removed.user,
            "secretariat": UserFactory(is_secretariat=True),
            **{role: self.room.people[role].user for role in self.room.people},
        }
        self.things: dict[str, Any] = {
            "slug": self.room.slug,
            "session": session.pk,
            "question": question.pk,
            "question_number": 1,
            "contribution": contribution.pk,
            "attachment": contribution.attachments.get().pk,
            "text": Recommendation.objects.get(question=question, number="1.1").pk,
            "text_number": "1.1",
            "ballot": ballot.pk,
            "participant": speaker.pk,
            "speaker": f"participant-{speaker.pk}",
            "group": self.room.group("States").pk,
            "delegation": self.room.delegations["Academia B"].pk,
            "code": "ACDE3H4K",
            "token": people.invite(desk, [people.Row(email="invited@example.org")])[0].token,
            "import": DocumentImport.objects.create(uploaded_by=speaker.user, name="x.txt", text="A title").pk,
            "word": "x",
            "extension": next(iter(FORMATS)),
            "table": "csv",
            "file": SimpleUploadedFile("people.csv", b"email\nsomebody@example.org\n"),
            **self.sitting(session),
            **self.logos(),
            **self.lists(),
            **self.commitments(),
            **self.reports(),
            **self.writing(),
            **self.texts(question),
            **self.rooms(session.pk),
            **self.minutes(),
            **self.decisions(question),
        }

    def minutes(self) -> dict[str, int]:
        """A sitting whose minutes are approved, with a file."""
        desk = here(self.room.consultation, self.room.people["chair"].user)
        minuted = make_session(self.room.consultation, 0)
        minutes.attach(desk, minuted.pk, [("a.pdf", b"%PDF-1.7 %%EOF")])
        minutes.approve(desk, minuted.pk, 0)
        return {"minuted": minuted.pk, "minutes_file": minuted.minutes_files.get().pk}

    def rooms(self, plenary: int) -> dict[str, int]:
        """Two breakout rooms: one to choose, and one of everybody, with its scribe named."""
        desk = here(self.room.consultation, self.room.people["chair"].user)
        chosen = breakout.make(desk, plenary, ["Chosen"], question="What?", is_chosen=True)[0]
        named = breakout.make(desk, plenary, ["Named"], question="What?")[0]
        named.members.set(self.room.people.values())
        breakout.name_scribe(desk, plenary, named.pk, self.room.people["scribe"].pk)
        return {"chosen_room": chosen.pk, "named_room": named.pk}

    def sitting(self, session: Session) -> dict[str, Any]:
        """What a sitting leaves: a transcript that waits, a statement that is not delivered, the interpreters' link."""
        scribe = here(self.room.consultation, self.room.people["scribe"].user)
        turns = [("States A", "We agree.", None)]
        waiting = transcript.add(scribe, session.pk, name="a.txt", language="en", turns=turns)
        speaker = here(self.room.consultation, self.room.people["participant"].user)
        statement.hand_in(speaker, session.pk, None, "What they will say.", "en")
        chair = here(self.room.consultation, self.room.people["chair"].user)
        return {
            "transcript": waiting.pk,
            "captions": SimpleUploadedFile("captions.txt", b"CHAIR: Good morning."),
            "interpreters": statement.open_link(chair, session.pk, is_open=True).interpreters_key,
        }

    def decisions(self, question: GuidingQuestion) -> dict[str, Any]:
        """A text under silence, one put to a recorded vote, and a member of the participant's delegation."""
        speaker = self.room.people["participant"]
        chair = here(self.room.consultation, self.room.people["chair"].user)
        provide(self.room)
        made = [drafting.propose(chair, question.pk, text=f"States should decide on {n}.") for n in range(2)]
        ballot = recorded.put(chair, made[1].pk)
        return {
            "silence": silence.put(chair, made[0].pk).pk,
            "recorded": ballot.pk,
            "elector": ballot.roll.get().elector_id,
            "member": ParticipantFactory(
                consultation=self.room.consultation, group=speaker.group, delegation=speaker.delegation
            ).pk,
        }

    def texts(self, question: GuidingQuestion) -> dict[str, Any]:
        """Texts of the participant: one free, one amended, two to merge, one merged, one changed after a check."""
        chair = here(self.room.consultation, self.room.people["chair"].user)
        speaker = here(self.room.consultation, self.room.people["participant"].user)
        made = [drafting.propose(chair, question.pk, text=f"States should do other thing {n}.") for n in range(8)]
        free, amended, one, other, first, second, changed, hidden = made
        drafting.sponsored(amended, self.room.people["participant"], is_main=True, confirmed=1)
        amendment.amend(speaker, amended.pk, text="States shall do it.", version=1)
        merged = lineage.merge(chair, [first.pk, second.pk], text="States should do both.")
        ballot = voting.put(chair, changed.pk)
        vote(self.room.people["participant"], ballot, "support")
        closing.close_ballot(ballot.pk, self.room.people["chair"], chair)
        drafting.reword(chair, changed.pk, drafting.Wording("States should do it all.", 1, "It is more."))
        return {
            "free_number": free.number,
            "amended_number": amended.number,
            "amendment": 1,
            "mergeable": [one.pk, other.pk],
            "merged_number": merged.number,
            "changed_number": changed.number,
            "secret": secret.put(chair, hidden.pk).pk,
            "choice": self.choice(chair, question.session.pk),
        }

    def commitments(self) -> dict[str, Any]:
        """One that nobody has reported on, and a list that says how it stands."""
        convenor = here(self.room.consultation, self.room.people["convenor"].user)
        made = commitment.add(convenor, text="The register is published.", ownership=commitment.Ownership())
        return {
            "commitment": made.number,
            "list_of_commitments": SimpleUploadedFile("list.csv", b"number,state\n1,done\n"),
        }

    def choice(self, chair: Here, session_id: int) -> int:
        """An open ballot among options."""
        drafted = choice.draft(chair, session_id, choice.Draft("ranked", "Who?", ("A", "B"), seats=1))
        return choice.open_ballot(chair, drafted.pk).pk

    def writing(self) -> dict[str, Any]:
        """A written round with one submission, which is published."""
        written = make_session(self.room.consultation, questions=0, kind="written", takes_submissions=True)
        GuidingQuestion.objects.create(session=written, number=1, text="What is asked?")
        sent = send(self.room.people["participant"], written, annexes=(("annex.pdf", b"%PDF-1.7"),))
        publish(here(self.room.consultation, self.room.people["chair"].user), sent.pk, is_shown=True)
        return {
            "written": written.pk,
            "receipt": sent.receipt,
            "submission": sent.pk,
            "annex": sent.annexes.get().pk,
            "mark": sent.mark,
            **self.papers(),
        }

    def papers(self) -> dict[str, Any]:
        """A paper that has appeared, and somebody who follows the consultation."""
        paper = make_paper(self.room)
        follower = Follower.objects.create(
            consultation=self.room.consultation,
            email="f@example.org",
            origin="http://testserver",
            asked_at=timezone.now(),
        )
        return {
            "paper": paper.pk,
            "paper_number": paper.thread.number if paper.thread else 0,
            "following": token_of(follower),
        }

    def logos(self) -> dict[str, Any]:
        """The logo of a partner."""
        logo = PartnerLogo.objects.create(consultation=self.room.consultation, partner="A partner", image=b"x")
        return {"logo": logo.pk, "remove_logo": f"remove {logo.pk}"}

    def lists(self) -> dict[str, int]:
        """A list that waits, a mailing, and an invitation sent a week ago."""
        consultation = self.room.consultation
        invitation = Invitation.objects.get(consultation=consultation)
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - timedelta(days=7))
        rows = [{"line": 1, "email": "listed@example.org"}]
        uploader = self.room.people["convenor"].user
        waiting = GuestList.objects.create(consultation=consultation, uploaded_by=uploader, name="x.csv", rows=rows)
        mailing = Mailing.objects.create(consultation=consultation, address="http://testserver/i/")
        return {"list": waiting.pk, "mailing": mailing.pk, "invitation": invitation.pk}

    def reports(self) -> dict[str, int]:
        """A published report, and a draft with two paragraphs of somebody's own."""
        facts = {"consultation": self.room.consultation, "title": "A report", "drafted_at": timezone.now()}
        published = Report.objects.create(**facts, state=ReportState.PUBLISHED, published_at=timezone.now())
        section = Section.objects.create(report=Report.objects.create(**facts), key="x", heading="A section")
        own = [
            Paragraph.objects.create(
                section=section, grounding=Grounding.OWN, text=text, generated=text, position=place
            )
            for place, text in enumerate(("One.", "Two."))
        ]
        return {"report": published.pk, "draft": section.report_id, "section": section.pk, "paragraph": own[1].pk}

    def __getitem__(self, value: Any) -> Any:
        return self.things[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    def address(self, pattern: URLPattern) -> str:
        """The address of a route: several may share a name, with other parts."""
        named = PARTS | dict(ROUTES[str(pattern.name)].parts)
        parts = pattern.pattern.regex.groupindex or pattern.pattern.converters
        parts = [*parts, *outer_parts(pattern)]
        return reverse(str(pattern.name), kwargs={part: self[named[part]] for part in parts})

    def client(self, who: str, **options: Any) -> Client:
        cache.clear()
        client = Client(raise_request_exception=True, **options)
        user = self.users[who]
        if user is not None:
            client.force_login(user)
        return client

    def body(self, route: Route) -> dict[str, Any]:
        for name in ("file", "list_of_commitments", "captions"):
            self.things[name].seek(0)
        return {key: self[value] for key, value in route.body.items()}

    def expects(self, route: Route, who: Who, role: str) -> bool:
        """Whether ``role`` gets through."""
        user = self.users[role]
        if isinstance(who, Act):
            consultation = Consultation.objects.get(pk=self.room.consultation.pk)
            return bool(may(here(consultation, user).standing, who)) and (not route.own or role == route.own)
        return {
            PUBLIC: True,
            SIGNED_IN: user is not None,
            ACCOUNT: user is not None and not user.is_guest,
            OWN: role == "participant",
            GUEST: user is not None,
        }[who]


def state() -> tuple[Any, ...]:
    entries = RecordEntry.objects.exclude(act__in=ENTERED_BY_READING)
    tables = (
        Participant,
        User,
        Invitation,
        Contribution,
        Recommendation,
        Vote,
        Consultation,
        DocumentImport,
        Paragraph,
        PartnerLogo,
    )
    return (entries.count(), *(table.objects.count() for table in tables))


def is_refused(response: HttpResponse) -> bool:
    """Refused: an error, the sign-in page, or the page one came from with a message that says why not."""
    if response.status_code >= 400:
        return True
    if response.status_code in {301, 302} and response["Location"].startswith(reverse(LOGIN)):
        return True
    request = getattr(response, "wsgi_request", None)
    return request is not None and any(message.level_tag == "error" for message in get_messages(request))


METHODS = [(pattern, method) for pattern in KNOWN for method in ("get", "post")]


def portions(every: list[Any]) -> list[list[Any]]:
    """Several for one world: to make one takes longer than to try an address in it. Each try is taken back."""
    return [every[start : start + PORTION] for start in range(0, len(every), PORTION)]


def of_portion(portion: list[Any]) -> str:
    first = portion[0]
    return shown(first[0] if isinstance(first, tuple) else first)


@pytest.mark.parametrize("portion", portions(METHODS), ids=of_portion)
def test_every_role_gets_exactly_what_the_tables_give(portion: list[tuple[URLPattern, str]]) -> None:
    world = World()
    for pattern, method in portion:
        try_every_role(world, pattern, method)


def try_every_role(world: World, pattern: URLPattern, method: str) -> None:
    name = str(pattern.name)
    route = ROUTES[name]
    who: Who = getattr(route, method)
    for role in world.users:
        with transaction.atomic():
            before = state()
            body = world.body(route) if method == "post" else {}
            response = getattr(world.client(role), method)(world.address(pattern), body)
            label = (name, method, role, response.status_code)
            assert response.status_code < 500, label
            if who == ABSENT:
                assert is_refused(response), label
            elif who != LIBRARY:
                allowed = world.expects(route, who, role)
                if role == "removed" and (name == "join_code" or (name, method) == ("invitation", "post")):
                    allowed = False  # somebody who was removed does not come back
                assert is_refused(response) is not allowed, label
                if not allowed:
                    assert state() == before, label
            if method == "get":
                assert state() == before, label
            if response.status_code == 200 and world.users[role] and pattern in OURS:
                assert {"private", "no-store"} & set(response["Cache-Control"].replace(" ", "").split(",")), label
            transaction.set_rollback(True)


@pytest.mark.parametrize("portion", portions([p for p in OURS if "slug" in str(p.pattern)]), ids=of_portion)
def test_what_is_for_the_invited_does_not_exist_for_others(portion: list[URLPattern]) -> None:
    world = World()
    Consultation.objects.filter(pk=world.room.consultation.pk).update(visibility=Visibility.INVITED)
    before = state()
    for pattern, role, method in itertools.product(portion, STRANGERS, ("get", "post")):
        route = ROUTES[str(pattern.name)]
        response = getattr(world.client(role), method)(world.address(pattern), world.body(route))
        assert response.status_code in {404, 405}, (pattern, role, method)
    assert state() == before


WRITING = [p for p in OURS if ROUTES[str(p.name)].post != ABSENT]


@pytest.mark.parametrize("portion", portions(WRITING), ids=of_portion)
def test_no_write_without_the_forms_key(portion: list[URLPattern]) -> None:
    world = World()
    before = state()
    for pattern, role in itertools.product(portion, ("public", "participant", "convenor")):
        client = world.client(role, enforce_csrf_checks=True)
        response = client.post(world.address(pattern), world.body(ROUTES[str(pattern.name)]))
        assert response.status_code == 403, (pattern, role)
    assert state() == before


@pytest.mark.parametrize("portion", portions(OURS), ids=of_portion)
def test_other_methods_do_nothing(portion: list[URLPattern]) -> None:
    world = World()
    before = state()
    for pattern, method in itertools.product(portion, ("put", "patch", "delete")):
        response = getattr(world.client("convenor"), method)(world.address(pattern))
        assert 400 <= response.status_code < 500, (pattern, method)
    assert state() == before


# --- socket commands ---------------------------------------------------------------------------------------------


def command(world: World, name: str) -> dict[str, Any]:
    sent = {"command": name, "id": str(uuid4()), "ballot": world["@ballot"], "question": world["@question"]}
    return {**sent, "choice": "support", "text": "By socket."}


def carry_out(world: World, participant: Participant, body: dict[str, Any]) -> dict[str, Any]:
    if body["command"] == "vote":
        return vote(participant, world.room.consultation.ballots.get(pk=world["@ballot"]), body["choice"])
    return give(SimpleNamespace(participant_id=participant.pk, language="en"), body)  # type: ignore[arg-type]


def test_every_socket_command_has_an_expectation() -> None:
    for name in COMMANDS:
        body = {"command": name, "id": str(uuid4()), "ballot": 1, "question": 1}
        assert socket_messages.read(json.dumps(body)).get("command") == name
    refusal = socket_messages.read(json.dumps({"command": "no such", "id": str(uuid4())}))
    assert set(re.findall("“(.+?)”", refusal["reason"])) - {"ballot", "question"} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_role_on_the_socket(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sessions_app.consumers.close_old_connections", lambda: None
    )  # it has a thread of its own there
    world = World()
    for role, person in world.room.people.items():
        with transaction.atomic():
            allowed = bool(may(here(world.room.consultation, person.user).standing, COMMANDS[name]))
            before = state()
            body = socket_messages.read(json.dumps(command(world, name)))
            answer = carry_out(world, person, body)
            assert (answer["answer"] == "ok") is allowed, (name, role, answer)
            if not allowed:
                assert answer["reason"]
                assert state() == before
            transaction.set_rollback(True)


def test_the_demonstrations_links_are_no_route_here() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=["x"])
    assert Role.PUBLIC not in World().room.people
