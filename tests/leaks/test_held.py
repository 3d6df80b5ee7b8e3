"""What is held or hidden reaches nobody but its author and the desk.

Random sequences of acts; after each of them everything that a participant, the projector and the public can ask for is
read, and searched for the marks of all that the room must not see just then.
"""

import json
import random
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client

from consult.models import Participant
from consult.procedure import RefusedError
from sessions_app import fragments
from sessions_app.actions import discussion, moderation
from sessions_app.fragments import shared
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import discussion as reading
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = pytest.mark.django_db

ACTS, SEQUENCES = 14, 5
WORDS = "a system that decides on a benefit is explained to whoever asks for it in plain words"


class House:
    """A room at work, and what each contribution's text says now: a mark of its own, new with each edit."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.room: Room = make_room(per_group=1, visibility="public", join_code=None)
        kind = self.random.choice(["sitting", "written"])
        self.session: Session = make_session(self.room.consultation, questions=1, kind=kind)
        self.question: GuidingQuestion = self.session.questions.get()
        self.speakers: list[Participant] = [person for name, person in self.room.people.items() if name.endswith(" 1")]
        self.chair = standing_of(self.room.people["chair"])
        self.reader = Client()
        self.reader.force_login(self.room.people["observer"].user)
        self.marks: dict[int, str] = {}
        self.heads = [0]

    def mark(self) -> str:
        return f"zqx{self.random.getrandbits(40):010x}"

    def said(self) -> Contribution | None:
        rows = list(Contribution.objects.filter(question=self.question).order_by("pk"))
        return self.random.choice(rows) if rows else None

    # --- acts ---------------------------------------------------------------------------------------------------

    def contribute(self) -> None:
        mark = self.mark()
        under = self.said() if self.random.random() < 0.5 else None
        made = say(
            self.random.choice(self.speakers),
            self.question,
            f"{mark} {WORDS}",
            sentence=f"{mark} is so" if self.random.random() < 0.5 else "",
            parent_id=under.pk if under else None,
            third_person=self.random.random() < 0.2,
            files=[(f"{mark}.pdf", b"%PDF-1.7 %%EOF")] if self.random.random() < 0.3 else [],
        )
        self.marks[made.pk] = mark

    def edit(self) -> None:
        row, mark = self.said(), self.mark()
        if row and row.author:
            third = self.random.random() < 0.3
            discussion.edit(standing_of(row.author), row.pk, text=f"{mark} {WORDS}", third_person=third)
            self.marks[row.pk] = mark

    def withdraw(self) -> None:
        row = self.said()
        if row and row.author:
            discussion.withdraw(standing_of(row.author), row.pk)

    def decide(self) -> None:
        row = self.said()
        if row:
            state = self.random.choice(["held", "hidden", "shown"])
            discussion.moderate(self.chair, row.pk, state, "Because." if state == "hidden" else "")

    def flag(self) -> None:
        row = self.said()
        if row:
            moderation.flag(standing_of(self.random.choice(self.speakers)), row.pk, "")

    def hold_all(self) -> None:
        moderation.hold_all(self.chair, self.session.pk, self.random.random() < 0.5)

    def release_all(self) -> None:
        moderation.release_all(self.chair, self.session.pk, max(self.marks, default=0))

    def act(self) -> str:
        acts: list[Callable[[], None]] = [self.contribute] * 5 + [self.decide] * 4
        acts += [self.edit, self.withdraw, self.flag, self.hold_all, self.release_all]
        do = self.random.choice(acts)
        try:
            do()
        except RefusedError:
            return f"{do.__name__} refused"
        self.heads.append(fragments.head(self.room.consultation.pk))
        return do.__name__

    # --- reading ------------------------------------------------------------------------------------------------

    def kept(self) -> list[str]:
        """The marks that the room must not see: told here from the rows alone."""
        rows = {row.pk: row for row in Contribution.objects.filter(question=self.question)}
        away = {pk for pk, row in rows.items() if row.state != "shown"}
        return [self.marks[pk] for pk, row in rows.items() if pk in away or row.parent_id in away]

    def answers(self) -> Iterator[tuple[str, str]]:
        head = fragments.head(self.room.consultation.pk)
        for audience in ("participant", "screen", "public"):
            view = fragments.View(self.room.consultation.pk, self.session.pk, audience, "en")
            for after in {0, self.heads[-2] if len(self.heads) > 1 else 0, self.random.choice(self.heads)}:
                yield f"frame {audience} {after}-{head}", json.dumps(fragments.changes(view, after, head))
        cache.clear()
        base, slug = self.session.get_absolute_url(), self.room.slug
        pages = [f"{base}q/1/", f"{base}q/1/?q=zqx", f"{base}q/1/?before={10**9}", f"{base}news/", f"{base}screen/"]
        pages += [f"{base}since/?after=0", f"{base}since/?after={self.random.choice(self.heads)}", f"{base}q/1/own/"]
        for pk in self.random.sample(sorted(self.marks), min(4, len(self.marks))):
            pages += [f"{base}q/1/?reply={pk}", f"{base}contribution/{pk}/", f"{base}contribution/{pk}/flag/"]
        pages += [f"/c/{slug}/", f"/c/{slug}/feed/", f"/c/{slug}/card/", f"/c/{slug}/moderation/", "/", "/feed/"]
        for url in pages:
            answer = self.reader.get(url)
            assert answer.status_code < 500, url
            yield url, answer.content.decode() + str(answer.headers)
        likeness = self.reader.post(f"{base}q/1/similar/", {"text": WORDS})
        yield "similar", likeness.content.decode()

    def leaks(self) -> list[tuple[str, str]]:
        kept = self.kept()
        return [(where, mark) for where, text in self.answers() for mark in kept if mark in text]


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_nothing_held_or_hidden_reaches_a_participant_the_projector_or_the_public(seed: int) -> None:
    house, done = House(seed), []
    for _ in range(ACTS):
        done.append(house.act())
        assert house.leaks() == [], done


def test_what_is_shown_is_found_by_the_same_search() -> None:
    """Otherwise finding nothing would say nothing."""
    house = House(0)
    shown = say(house.speakers[0], house.question, f"zqxseen {WORDS}", files=[("zqxseen.pdf", b"%PDF-1.7 %%EOF")])
    house.marks[shown.pk] = "zqxseen"
    places = {where for where, text in house.answers() if "zqxseen" in text}
    base = house.session.get_absolute_url()
    assert {"similar", f"{base}q/1/", f"{base}q/1/?q=zqx", f"{base}since/?after=0"} <= places
    assert any(place.startswith("frame participant") for place in places)


@pytest.mark.parametrize("broken", ["replies", "held", "page"])
def test_a_broken_house_is_caught(broken: str) -> None:
    """A reply under what is hidden is sent; what is held counts as shown; a page forgets to ask."""
    patches = {
        "held": mock.patch.object(reading, "visible_states", return_value=("shown", "held")),
        "replies": mock.patch.object(fragments.contribution, "changed", _without_looking_at_parents),
        "page": mock.patch.object(reading, "thread", lambda question, _audience: _everything(question)),
    }
    house = House(0)
    speaker, question = house.speakers[0], house.question
    with patches[broken]:
        top = say(speaker, question, f"zqxtop {WORDS}")
        reply = say(speaker, question, f"zqxreply {WORDS}", parent_id=top.pk)
        held = say(speaker, question, f"zqxheld {WORDS}", third_person=True)
        house.marks = {top.pk: "zqxtop", reply.pk: "zqxreply", held.pk: "zqxheld"}
        discussion.moderate(house.chair, top.pk, "hidden", "Because.")
        leaks = house.leaks()
    shared._kept.clear()  # what the broken house rendered is kept for a moment
    shared._made.clear()
    assert leaks
    assert house.leaks() == []


def _everything(question: GuidingQuestion) -> object:
    return reading.for_showing(Contribution.objects.filter(question=question, parent=None))


def _without_looking_at_parents(
    view: fragments.View, session: Session, ids: list[int]
) -> tuple[list[object], list[str]]:
    rows = reading.for_showing(Contribution.objects.filter(pk__in=ids, state="shown"))
    items = reading.shown(list(rows), session.consultation, view.audience)
    return [{"id": f"contribution-{item.id}", "in": None, "after": None, "html": item.text} for item in items], []
